/** Qui est là, qui écrit, qui a quoi, en français. */

export const presence = {
  online: 'En ligne',
  away: 'Absent',
  busy: 'Ne pas déranger',
  offline: 'Hors ligne',
  offlineSince: 'Hors ligne depuis {time}',
  typing: {
    one: '{name} écrit',
    two: '{one} et {two} écrivent',
    many: '{n} personnes écrivent | {n} personne écrit | {n} personnes écrivent',
  },
  receipt: {
    saved: 'Enregistré chez {hub}',
    received: 'Reçu par {n} sur {of}',
    receivedAll: 'Reçu | Reçu | Reçu par les {n}',
    read: 'Lu par {n} sur {of}',
    readAll: 'Lu | Lu | Lu par les {n}',
  },
  seen: {
    open: 'Qui l’a vu',
    title: 'Qui a vu ce message',
    loading: 'On demande…',
    nobody: 'Il n’y a encore personne d’autre dans cette conversation.',
    read: 'Lu par {n} sur {of}.',
    received: 'Reçu par {n} sur {of}.',
    closed: 'Vous ne laissez pas les autres voir ce que vous avez lu, vous ne voyez donc pas ce qu’ils ont lu.',
    crowd: 'Il y a trop de monde ici pour citer chaque nom.',
    group: {
      read: 'Lu (0) | Lu ({n}) | Lu ({n})',
      received: 'Reçu (0) | Reçu ({n}) | Reçu ({n})',
      none: 'Pas encore (0) | Pas encore ({n}) | Pas encore ({n})',
    },
  },
  status: {
    open: 'Définir votre statut',
    title: 'Votre statut',
    show: 'Ce que les autres voient',
    hint: {
      online: 'Absent de lui-même après cinq minutes sans touche ni contact.',
      away: 'Jusqu’à ce que vous choisissiez autre chose.',
      busy: 'Rien n’est annoncé sur cet appareil. Les messages attendent comme non lus.',
    },
    text: 'Avec vos mots',
    textHint: 'Jusqu’à 80 caractères, pour tous ceux qui partagent un salon avec vous. Vide pour rien.',
    example: 'En réunion jusqu’à 15 h',
    badText: 'Ce texte ne peut pas être affiché : une ligne de caractères visibles, 80 au plus.',
    tells: 'Laisser les autres voir ce que j’ai lu',
    tellsHint: 'Sans cela, ils voient seulement qu’un message vous est parvenu, et vous ne voyez pas non plus ce qu’ils ont lu.',
  },
};
