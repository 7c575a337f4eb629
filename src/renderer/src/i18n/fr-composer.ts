/** en-composer.ts en français. */

export const composer = {
  saveEdit: 'Enregistrer la modification',
  editing: 'Modification de votre message. Échap annule.',
  cancelEdit: 'Arrêter la modification',
  long: 'Vous avez collé {n} caractère. L’envoyer comme fichier ? | Vous avez collé {n} caractères. Les envoyer comme fichier ?',
  asFile: 'Envoyer comme fichier',
  keepText: 'Garder comme texte',
  pastedName: 'Texte collé.txt',
};

export const completion = {
  title: 'Suggestions',
  count: '{n} suggestion | {n} suggestions',
  everyone: 'Tout le monde dans ce salon',
};

export const commands = {
  title: 'Commandes',
  unknown: 'Il n’y a pas de commande /{name}.',
  asText: 'Envoyer comme texte',
  needs: 'Il manque quelque chose : {usage}',
  noRoom: 'Il n’y a pas de salon nommé {room}.',
  noPerson: 'Personne ici ne s’appelle {name}.',
  awayNow: 'Les autres voient que vous êtes absent.',
  backNow: 'Les autres voient que vous êtes là.',
  words: {
    me: 'fait quelque chose',
    msg: 'nom texte',
    join: 'salon',
    topic: 'sujet',
    nick: 'nouveau nom',
    away: 'raison',
    shrug: 'texte',
  },
  does: {
    me: 'Dire ce que vous faites',
    msg: 'Écrire à une personne',
    join: 'Aller dans un salon',
    leave: 'Quitter ce salon',
    topic: 'Dire de quoi parle ce salon',
    nick: 'Changer de nom',
    away: 'Dire que vous êtes absent',
    shrug: 'Dire que vous ne savez pas ¯\\_(ツ)_/¯',
    help: 'Afficher les touches et les commandes',
  },
};

export const emoji = {
  title: 'Émojis',
  open: 'Ajouter un émoji',
  search: 'Chercher un émoji',
  tone: 'Couleur de peau',
  tones: {
    ...{ none: 'aucune', light: 'claire', mediumLight: 'assez claire' },
    ...{ medium: 'moyenne', mediumDark: 'assez foncée', dark: 'foncée' },
  },
  groups: 'Groupes d’émojis',
  found: 'Émojis trouvés',
  none: 'Aucun émoji ne s’appelle « {query} ».',
  loading: 'Chargement des émojis…',
  failed: 'Les émojis n’ont pas pu être chargés. Fermez ceci et rouvrez-le une fois de nouveau en ligne.',
  group: {
    recent: 'Utilisés récemment',
    smileys: 'Visages et émotions',
    people: 'Personnes et mains',
    animals: 'Animaux et nature',
    food: 'Nourriture et boissons',
    travel: 'Voyages et lieux',
    activities: 'Activités',
    objects: 'Objets',
    symbols: 'Symboles',
    flags: 'Drapeaux',
  },
};

export const palette = {
  title: 'Aller ou faire',
  label: 'Un salon, une personne, une commande ou un réglage',
  none: 'Rien ne s’appelle « {query} ».',
  theme: 'Thème : {theme}',
  kind: { room: 'Salon', person: 'Personne', command: 'Commande', setting: 'Réglage' },
};

export const keys = {
  title: 'Touches et commandes',
  group: {
    app: 'Partout',
    room: 'Dans un salon',
    composer: 'En écrivant',
    message: 'Sur un message (Entrée dans la liste, puis les flèches)',
  },
  name: {
    palette: 'Aller à un salon, une personne, une commande ou un réglage',
    settings: 'Réglages',
    shortcuts: 'Cette liste, quand vous n’écrivez pas',
    search: 'Chercher dans les messages',
    toDate: 'Aller à une date',
    toNewest: 'Au message le plus récent',
    roomBefore: 'Salon précédent',
    roomAfter: 'Salon suivant',
    closePanel: 'Fermer le panneau',
    send: 'Envoyer',
    newLine: 'Nouvelle ligne',
    editLast: 'Modifier votre dernier message, dans un champ vide',
    cancelEdit: 'Arrêter de modifier ou de répondre',
    emoji: 'Ajouter un émoji',
    reply: 'Répondre',
    react: 'Ajouter une réaction',
    edit: 'Modifier votre message',
    forward: 'Transférer',
    pin: 'Épingler ou détacher',
    acknowledge: 'Confirmer une annonce',
    copy: 'Copier son texte',
    copyLink: 'Copier un lien vers lui',
    delete: 'Le supprimer',
  },
};

export const settings = {
  title: 'Réglages',
  open: 'Réglages',
  pages: 'Pages des réglages',
  page: {
    appearance: 'Apparence',
    notices: 'Notifications',
    files: 'Fichiers',
    network: 'Réseau',
    history: 'Historique',
    about: 'À propos',
  },
  look: {
    theme: 'Thème',
    themes: { system: 'Comme le système', light: 'Clair', dark: 'Sombre', contrast: 'Contraste élevé' },
    contrastHint: 'Clair ou sombre comme le système, avec le contraste le plus fort.',
    density: 'Densité',
    densities: { comfortable: 'Aérée', compact: 'Compacte' },
    textSize: 'Taille du texte',
    percent: '{percent} %',
    language: 'Langue',
    systemLanguage: 'Comme le système',
  },
  history: {
    title: 'Historique de {hub} sur cet appareil',
    kept: 'Cet appareil garde {n} message de {hub}. | Cet appareil garde {n} messages de {hub}.',
    app: 'Il est dans des fichiers de cet ordinateur. Le menu d’un salon l’enregistre, le reprend ou le supprime.',
    browser: 'Il est dans ce navigateur. Le menu d’un salon l’enregistre, le reprend ou le supprime.',
    remove: 'Supprimer l’historique',
  },
  about: {
    promise:
      'Une personne héberge, les autres la rejoignent. Pas de compte, pas de nuage : ce qui se dit reste sur vos ordinateurs.',
    emoji: 'Noms des émojis : Emojibase, licence MIT, d’après les données du consortium Unicode.',
  },
};

export const over = {
  failed: 'Cette partie de Hearth n’a pas pu être chargée. Réessayez une fois de nouveau en ligne.',
};
