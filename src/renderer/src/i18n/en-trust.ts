/** Who is at the other end, in English: what one may trust, and what happens when that changes. */

export const trust = {
  trust: {
    verified: {
      word: 'Verified',
      title: 'Encrypted and verified',
      text: 'Nobody between you and {hub} can read along. Its key came with your invite, a password confirmed it, or you compared it, and Hearth checks it every time.',
    },
    unverified: {
      word: 'Unverified',
      title: 'Encrypted, but not verified',
      text: 'Hearth keeps the key that answered first and stops should it change. Whether it is that of {hub} only you can find out: compare it with the one on the host’s screen, which is in the same place as here. Meet or call the host, because somebody who reads along could change a message.',
    },
    certificate: {
      word: 'Certificate',
      title: 'Encrypted, with a certificate',
      text: 'This computer trusts the certificate of {address}, as it does for a website. Whoever runs that server passes on what is written.',
    },
    plain: {
      word: 'Not encrypted',
      title: 'Not encrypted',
      text: 'Anyone on this network can read along and change what is said. Ask the host of {hub} for an encrypted invite link, and join with that.',
    },
    page: {
      word: 'Encrypted',
      title: 'Encrypted in a browser',
      text: 'What goes between this browser and {hub} is encrypted. A page cannot see the key, so Hearth cannot check it here: your browser’s warning showed it, and it must be the one on the host’s screen. The app checks it every time.',
    },
    key: 'Public key of {hub} (SHA-256)',
    compared: 'Compared, it is the same',
    host: 'The host can read everything that is written.',
  },
  changed: {
    title: 'This may not be {hub}',
    what: 'At {address} another key answers than {hub} had until now. Hearth stopped before it sent anything.',
    whatPlain:
      'At {address} somebody answers without encryption and claims to be {hub}. Until now {hub} had a key, and this one shows none. Hearth stopped before it sent anything.',
    why: 'Why this may be',
    reinstalled: 'The host’s computer was set up anew, or its data was lost.',
    another: 'Another place is hosted there now, or the address belongs to another computer.',
    plain: 'You came by an address that begins with ws://, or the host runs it in another way now.',
    between: 'Somebody stands between you and {hub} and wants to read along.',
    do: 'What to do',
    ask: 'Ask the host, in person or by phone, which key is on their screen. If it is the new one, ask for a new invite link and forget {hub} here. If it is the old one, somebody stands in between: do not join from this network.',
    askPlain:
      'Join {hub} by the invite link, or by its address without ws://: then it has to show its key. If it does not, ask the host, in person or by phone, before you join from this network.',
    before: 'Key until now',
    now: 'Key that answers now',
    safe: 'What you read and wrote in {hub} stays on this device.',
    forget: 'Forget {hub}',
    forgetTitle: 'Forget {hub}?',
    forgetDo: 'Forget',
    forgetText:
      'Hearth no longer knows its key then and takes the one that answers next. What you read and wrote stays on this device. Do it when the host has confirmed the new key.',
  },
};
