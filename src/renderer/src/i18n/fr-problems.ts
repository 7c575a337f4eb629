/** Une phrase par problème : ce qui s’est passé, ce qui est sûr, ce qu’il faut faire. */

export const problems = {
  bad_address: '« {address} » n’est pas une adresse que Hearth sait lire. Essayez par exemple 192.168.1.20 ou 192.168.1.20:8080.',
  refused: '{address} répond, mais rien n’y écoute. Hearth héberge-t-il sur cet ordinateur, et le port est-il le bon ?',
  timed_out: '{address} ne répond pas. L’ordinateur est-il allumé et sur le même réseau ? Son pare-feu bloque peut-être Hearth.',
  name_not_found:
    'Aucun ordinateur nommé {address} n’est connu sur ce réseau. Vérifiez l’orthographe, ou utilisez son numéro, comme 192.168.1.20.',
  unreachable: '{address} est injoignable. Vérifiez que vous êtes sur le même réseau et que l’hôte héberge toujours.',
  not_hearth:
    'Quelque chose répond à {address}, mais ce n’est pas Hearth. Vérifiez le port ; Hearth utilise 8080 sauf autre choix.',
  tls_failed:
    'Aucune connexion chiffrée vers {address} n’a pu être établie, et rien n’a été envoyé. C’est peut-être un autre programme, ou un Hearth plus ancien. Si son hôte dit qu’il n’est pas chiffré, essayez ws://{address}.',
  tls_wanted:
    '{address} n’accepte que des connexions chiffrées, et ws:// en demande une que tout le monde peut lire. Rien n’a été envoyé ; entrez avec chiffrement.',
  version_newer:
    '{hub} utilise un Hearth plus récent que celui-ci. Votre historique est en sécurité ; mettez Hearth à jour ici, puis revenez.',
  version_older:
    '{hub} utilise un Hearth plus ancien que celui-ci. Votre historique est en sécurité ; demandez à son hôte de le mettre à jour.',
  wrong_hub:
    'Ce n’est pas le lieu pour lequel l’invitation a été faite : une autre clé répond à {address}. Rien n’a été envoyé. Si l’hôte a réinstallé, demandez une nouvelle invitation.',
  hub_changed:
    'Une autre clé que celle qu’avait {hub} jusqu’ici répond à {address}. Rien n’a été envoyé. Demandez à l’hôte avant d’y revenir.',
  intercepted:
    'Ce qui répond à {address} dit être {hub}, mais sa clé est une autre : quelque chose se trouve entre les deux. Rien n’a été envoyé.',
  access_unknown:
    '{hub} demande une façon d’entrer que ce Hearth ne connaît pas. Rien n’a été envoyé ; mettez Hearth à jour ici.',
  not_admitted:
    'L’hôte de {hub} ne vous a pas laissé entrer. Il a vu votre nom, les mots de votre clé et votre adresse ; parlez-lui avant de frapper à nouveau.',
  admission_required:
    '{hub} ne laisse entrer que les personnes admises. Présentez une invitation, un mot de passe ou frappez, puis réessayez.',
  admission_late:
    'Personne ne vous a laissé entrer dans le temps que {hub} accorde. Rien n’a été envoyé ; entrez à nouveau pour continuer.',
  kicked:
    'Un hôte ou un modérateur a mis fin à votre visite chez {hub}. Votre historique reste ici ; parlez-lui avant de revenir.',
  banned: '{hub} ne vous laisse plus entrer. Votre historique reste ici ; seul son hôte peut changer cela.',
  private_only: '{hub} n’est ouvert qu’à son propre réseau, et vous êtes sur un autre. Demandez une invitation à son hôte.',
  tls_required:
    '{hub} n’accepte invitations et mots de passe que par une connexion chiffrée. Rien n’a été envoyé ; entrez par une adresse sans ws://.',
  invite_missing:
    'Cette invitation n’est pas entière : la partie qui vous fait entrer manque. Rien n’a été envoyé ; copiez le lien du premier au dernier caractère.',
  invite_invalid:
    'Cette invitation ne fonctionne pas, ou plus : elle est épuisée, ou retirée. Demandez-en une nouvelle à l’hôte.',
  invite_expired: 'Cette invitation a expiré. Demandez-en une nouvelle à l’hôte.',
  login_failed:
    'Ce n’était pas le bon mot de passe, ou pas celui de ce lieu. Le mot de passe lui-même n’a pas été envoyé ; réessayez.',
  too_many_tries: 'Trop d’essais. Le mot de passe lui-même n’a pas été envoyé ; réessayez dans {time}.',
  name_taken: 'Quelqu’un chez {hub} porte un nom qui ressemble au vôtre. Choisissez-en un autre, comme « {suggestion} ».',
  too_many_names: 'Vous avez essayé beaucoup de noms en peu de temps. Le vôtre reste le même ; réessayez dans {time}.',
  password_required: 'Ce salon a un mot de passe. Saisissez-le pour entrer.',
  not_allowed: 'Votre rôle chez {hub} ne le permet pas. Rien n’a changé ; demandez à un hôte.',
  read_only:
    'Vous êtes visiteur chez {hub} : vous pouvez lire, pas écrire. Votre message est toujours là ; demandez à un hôte de devenir membre.',
  muted: 'Vous ne pouvez pas écrire chez {hub} pendant {time}. Votre message est toujours là.',
  locked: 'Ce salon est verrouillé : seuls hôtes et modérateurs écrivent. Votre message est toujours là.',
  archived: 'Ce salon est archivé : plus personne n’y écrit. Votre message est toujours là.',
  people_limit: 'Il y a dans ce salon autant de personnes que l’hôte en permet.',
  topic_too_long: 'Un sujet tient en une ligne de 160 caractères au plus.',
  slow_mode: 'Ce salon est en mode lent. Votre message est toujours là ; envoyez-le dans {time}.',
  member_unknown: 'Cette personne n’est plus là. Rien n’a changé.',
  message_unknown: 'Ce message n’est plus là. Rien n’a changé.',
  message_deleted: 'Ce message a été supprimé entre-temps. Rien n’a changé.',
  too_many_reactions: 'Ce message a autant de réactions qu’il peut en avoir. Rien n’a changé.',
  too_many_edits:
    'Ce message a été modifié autant de fois que possible. Votre texte est toujours là ; envoyez-le comme nouveau message.',
  too_many_pins: 'Ce salon a autant de messages épinglés que possible. Détachez-en un d’abord.',
  account_unknown: 'Ce compte n’existe plus. Rien n’a changé.',
  channel_mismatch:
    '{hub} n’est pas ce vers quoi {address} vous a mené : quelque chose le transmet sous un autre nom. Vous n’êtes pas entré. Demandez la bonne adresse à l’hôte.',
  auth_failed:
    '{hub} n’a pas accepté la preuve de votre identité. Rien n’a été envoyé. Redémarrez Hearth ; si cela persiste, demandez à l’hôte.',
  full: '{hub} a autant de connexions qu’il en permet. Réessayez quand quelqu’un sera parti.',
  too_many_connections: 'Trop de connexions vers {hub} viennent de cette adresse. Fermez d’autres fenêtres, puis réessayez.',
  lost: 'La connexion à {hub} est perdue. Ce que vous écrivez est gardé ici et envoyé à son retour.',
  too_slow:
    'La connexion était trop lente pour ce que {hub} envoyait. Rien n’est perdu ; la suite reprend où elle s’est arrêtée.',
  flood:
    '{hub} a fermé la connexion, car trop de choses venaient d’ici à la fois. Ce que vous écrivez est gardé et envoyé plus tard.',
  stopped: 'L’hôte a arrêté {hub}. Votre historique reste ici.',
  cancelled: 'Annulé.',
  bad_name: 'Un nom demande de 1 à 64 caractères visibles sur une ligne.',
  empty_message: 'Il n’y a encore rien à envoyer.',
  text_too_long: 'Un message a au plus 8 000 caractères. Il est toujours dans le champ ; coupez-le en deux.',
  room_exists: 'Un salon de ce nom existe déjà. Rejoignez-le depuis la liste, ou choisissez un autre nom.',
  room_unknown: 'Ce salon n’existe plus chez {hub}. Ce que vous en avez lu reste ici.',
  room_limit: '{hub} a autant de salons qu’il en permet.',
  rate_limited: 'C’était plus rapide que {hub} ne prend les messages. Rien n’est perdu ; réessayez dans un instant.',
  outbox_full:
    'Trop de messages attendent déjà d’être envoyés. Celui-ci est toujours dans le champ ; envoyez-le au retour de {hub}.',
  conflict: 'Un message avec la même marque existe avec un autre texte. Rien n’a été écrasé ; copiez le vôtre et renvoyez-le.',
  not_connected: 'Il faut {hub} pour cela, qui n’est pas connecté en ce moment. Réessayez à son retour.',
  port_taken: 'Le port {port} et les suivants sont occupés sur cet ordinateur. Choisissez-en un autre.',
  port_forbidden:
    'Cet ordinateur ne permet pas à Hearth d’utiliser le port {port}. Choisissez-en un au-dessus de 1024, comme 8080.',
  file_too_large:
    'Ce fichier est plus grand que ce que {hub} accepte. Rien n’a été envoyé ; divisez-le, ou envoyez-le autrement.',
  quota_full:
    '{hub} n’a plus de place pour des fichiers de cette taille. Rien n’a été envoyé ; son hôte peut supprimer d’anciens fichiers.',
  too_many_files: 'Trop de fichiers sont déjà en route. Attendez que certains soient arrivés, puis réessayez.',
  file_unknown: '{hub} n’a plus ce fichier : il a été supprimé ou était trop ancien. Demandez à la personne de le renvoyer.',
  file_mismatch: 'Ce qui est arrivé n’est pas le fichier annoncé, rien n’en a donc été gardé. Réessayez.',
  file_unreadable:
    'Ce fichier ne peut plus être lu : il a été déplacé, modifié ou supprimé entre-temps. Choisissez-le à nouveau.',
  save_failed:
    'Le fichier n’a pas pu être enregistré dans votre dossier de téléchargement. Vérifiez qu’on peut y écrire, puis réessayez.',
  save_full: 'Il n’y a pas de place pour ce fichier sur cet appareil. Libérez-en, puis continuez ; ce qui est arrivé est gardé.',
  no_files: '{hub} n’accepte pas de fichiers. Votre message n’a pas été envoyé.',
  storage_full: 'Le disque de {hub} est plein, plus rien n’y est gardé. Votre message reste ici ; prévenez l’hôte.',
  storage_failed: 'L’écriture sur le disque a échoué. Vérifiez qu’il y a de la place et que Hearth peut y écrire.',
  key_locked:
    'La clé de ce lieu est verrouillée par le trousseau de votre compte, inutilisable en ce moment. Déverrouillez-le et hébergez à nouveau ; rien n’a changé.',
  hub_crashed:
    'L’hébergement s’est arrêté de façon inattendue. Ce qui était confirmé est sur le disque ; relancez-le pour le retrouver.',
  clipboard_failed: 'La copie n’est pas permise ici. Sélectionnez le texte et copiez-le vous-même.',
  link_refused: 'Hearth n’ouvre que des liens web et de courriel, et celui-ci n’est ni l’un ni l’autre. Rien n’a été ouvert.',
  link_failed: 'Rien sur cet ordinateur n’ouvre ce lien. Copiez plutôt son adresse.',
  export_failed: 'Le fichier n’a pas pu être écrit. Vérifiez qu’il y a de la place, ou choisissez un autre endroit.',
  import_failed: 'Le fichier n’a pas pu être lu. Rien n’a été repris.',
  import_damaged: 'La ligne {line} du fichier n’est pas telle que Hearth l’écrit. Rien n’a été repris.',
  import_elsewhere: 'Le fichier vient d’un autre salon ou d’un autre lieu. Rien n’a été repris ; le fichier reste tel quel.',
  import_gap:
    'Entre le fichier et ce qui est gardé ici, il manque quelque chose. Rien n’a été repris ; le fichier reste tel quel.',
  import_differs: 'Le fichier dit autre chose que ce qui est gardé ici. Rien n’a été repris ; quelqu’un l’a peut-être modifié.',
  internal: 'Quelque chose a mal tourné dans Hearth même. Ce que vous avez écrit est toujours là ; réessayez.',
};
