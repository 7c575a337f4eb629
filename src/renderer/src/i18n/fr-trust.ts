/** Qui est à l’autre bout, en français : à quoi se fier, et ce qui se passe quand cela change. */

export const trust = {
  trust: {
    verified: {
      word: 'Vérifié',
      title: 'Chiffré et vérifié',
      text: 'Personne entre vous et {hub} ne peut lire. Sa clé est venue avec votre invitation, un mot de passe l’a confirmée, ou vous l’avez comparée, et Hearth la contrôle chaque fois.',
    },
    unverified: {
      word: 'Non vérifié',
      title: 'Chiffré, mais non vérifié',
      text: 'Hearth garde la clé qui a répondu la première et s’arrête si elle change. Si c’est bien celle de {hub}, vous seul pouvez le savoir : comparez-la avec celle de l’écran de l’hôte, au même endroit qu’ici. Rencontrez l’hôte ou appelez-le, car quelqu’un qui lit pourrait modifier un message.',
    },
    certificate: {
      word: 'Certificat',
      title: 'Chiffré, avec un certificat',
      text: 'Cet ordinateur se fie au certificat de {address}, comme pour un site web. Qui fait tourner ce serveur transmet ce qui est écrit.',
    },
    plain: {
      word: 'Non chiffré',
      title: 'Non chiffré',
      text: 'N’importe qui sur ce réseau peut lire et modifier ce qui se dit. Demandez à l’hôte de {hub} un lien d’invitation chiffré, et entrez avec lui.',
    },
    page: {
      word: 'Chiffré',
      title: 'Chiffré dans un navigateur',
      text: 'Ce qui passe entre ce navigateur et {hub} est chiffré. Une page ne voit pas la clé, Hearth ne peut donc pas la contrôler ici : l’avertissement de votre navigateur l’a montrée, et ce doit être celle de l’écran de l’hôte. L’application la contrôle chaque fois.',
    },
    key: 'Clé publique de {hub} (SHA-256)',
    compared: 'Comparée, c’est la même',
    host: 'L’hôte peut lire tout ce qui est écrit.',
  },
  changed: {
    title: 'Ce n’est peut-être pas {hub}',
    what: 'À {address}, une autre clé que celle qu’avait {hub} jusqu’ici répond. Hearth s’est arrêté avant d’envoyer quoi que ce soit.',
    whatPlain:
      'À {address}, quelqu’un répond sans chiffrement et prétend être {hub}. Jusqu’ici {hub} avait une clé, et celui-ci n’en montre pas. Hearth s’est arrêté avant d’envoyer quoi que ce soit.',
    why: 'Pourquoi cela peut arriver',
    reinstalled: 'L’ordinateur de l’hôte a été réinstallé, ou ses données sont perdues.',
    another: 'Un autre lieu y est hébergé maintenant, ou l’adresse est celle d’un autre ordinateur.',
    plain: 'Vous êtes venu par une adresse qui commence par ws://, ou l’hôte le fait tourner autrement maintenant.',
    between: 'Quelqu’un se tient entre vous et {hub} et veut lire.',
    do: 'Que faire',
    ask: 'Demandez à l’hôte, en personne ou par téléphone, quelle clé est sur son écran. Si c’est la nouvelle, demandez un nouveau lien d’invitation et oubliez {hub} ici. Si c’est l’ancienne, quelqu’un se tient entre vous : n’entrez pas depuis ce réseau.',
    askPlain:
      'Entrez dans {hub} par le lien d’invitation, ou par son adresse sans ws:// : il doit alors montrer sa clé. S’il ne le fait pas, demandez à l’hôte, en personne ou par téléphone, avant d’entrer depuis ce réseau.',
    before: 'Clé jusqu’ici',
    now: 'Clé qui répond maintenant',
    safe: 'Ce que vous avez lu et écrit dans {hub} reste sur cet appareil.',
    forget: 'Oublier {hub}',
    forgetTitle: 'Oublier {hub} ?',
    forgetDo: 'Oublier',
    forgetText:
      'Hearth ne connaît alors plus sa clé et prend la prochaine qui répond. Ce que vous avez lu et écrit reste sur cet appareil. Faites-le quand l’hôte a confirmé la nouvelle clé.',
  },
};
