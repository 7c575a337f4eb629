/** Ce qui est nouveau, et comment on l’apprend, en français. */

export const notices = {
  line: '{n} nouveau pendant votre absence | {n} nouveaux pendant votre absence',
  toFirst: 'Aller au premier non lu',
  markRead: 'Marquer comme lu',
  date: {
    open: 'Aller à une date',
    title: 'Aller à une date dans {room}',
    label: 'Jour',
    hint: 'Affiche le premier message de ce jour, ou le suivant.',
    bad: 'Choisissez un jour du calendrier.',
    go: 'Y aller',
  },
  rule: 'Me prévenir',
  rules: {
    all: 'De chaque message',
    mentions: 'Des messages directs et des mentions',
    direct: 'Des messages directs seulement',
    none: 'De rien',
  },
  ruleHint:
    'Ce qui compte ici donne aussi le nombre sur l’icône et dans le titre. Le menu d’une conversation peut en décider autrement pour elle.',
  preview: 'Une notification montre',
  previews: { full: 'Qui, où et le texte', name: 'Qui et où', none: 'Seulement qu’il y a du nouveau' },
  sound: 'Son',
  sounds: { system: 'Comme le système', chime: 'Carillon', knock: 'Toc', drop: 'Goutte', none: 'Aucun' },
  hear: 'Écouter',
  reactions: 'Me signaler les réactions à mes messages',
  reactionsHint: 'Elles ne sont jamais non lues.',
  quiet: 'Ne pas déranger',
  quietNow: {
    off: 'Désactivé',
    hour: 'Pendant 1 heure',
    tomorrow: 'Jusqu’à demain',
    forever: 'Jusqu’à ce que je le désactive',
    until: 'Jusqu’à {time}',
  },
  quietHint: 'Rien n’est annoncé. Les messages attendent comme non lus.',
  hours: 'Chaque jour entre',
  from: 'De',
  to: 'À',
  hoursHint: 'À l’heure de cet appareil ; au-delà de minuit si la fin est avant le début.',
  try: 'M’en montrer une',
  tried:
    'Elle est partie vers votre système. Si vous ne voyez rien, il la retient : regardez dans ses réglages de notifications et son propre mode « Ne pas déranger ».',
  can: {
    granted: 'Les notifications peuvent s’afficher.',
    ask: 'Ce navigateur n’a pas encore été interrogé.',
    askDo: 'Autoriser les notifications',
    denied:
      'Ce navigateur bloque les notifications de cette page. Cliquez sur le signe à côté de l’adresse, autorisez-les, et rechargez la page.',
    unavailable:
      'Rien ne peut afficher de notifications ici : les navigateurs ne le font que sur des pages chiffrées, et certains téléphones pas du tout. Le titre de l’onglet compte à la place.',
    unavailableApp: 'Ce système n’affiche pas de notifications. L’icône compte à la place.',
  },
};
