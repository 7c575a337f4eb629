/** Wer am anderen Ende ist, auf Deutsch: worauf man sich verlassen kann, und was geschieht, wenn sich das ändert. */
import type { trust as english } from './en-trust';
import type { Words } from './words';

export const trust: Words<typeof english> = {
  trust: {
    verified: {
      word: 'Geprüft',
      title: 'Verschlüsselt und geprüft',
      text: 'Niemand zwischen dir und {hub} kann mitlesen. Der Schlüssel kam mit deiner Einladung, ein Passwort hat ihn bestätigt, oder du hast ihn verglichen, und Hearth prüft ihn jedes Mal.',
    },
    unverified: {
      word: 'Ungeprüft',
      title: 'Verschlüsselt, aber nicht geprüft',
      text: 'Hearth behält den Schlüssel, der zuerst antwortete, und hält an, falls er sich ändert. Ob es der von {hub} ist, kannst nur du herausfinden: Vergleiche ihn mit dem auf dem Bildschirm des Gastgebers; dort steht er an derselben Stelle wie hier. Triff den Gastgeber oder ruf ihn an, denn wer mitliest, könnte eine Nachricht ändern.',
    },
    certificate: {
      word: 'Zertifikat',
      title: 'Verschlüsselt, mit Zertifikat',
      text: 'Dieser Computer traut dem Zertifikat von {address} wie dem einer Webseite. Wer jenen Server betreibt, reicht weiter, was geschrieben wird.',
    },
    plain: {
      word: 'Unverschlüsselt',
      title: 'Nicht verschlüsselt',
      text: 'Jeder in diesem Netz kann mitlesen und ändern, was gesagt wird. Bitte den Gastgeber von {hub} um einen verschlüsselten Einladungslink und tritt damit bei.',
    },
    page: {
      word: 'Verschlüsselt',
      title: 'Verschlüsselt im Browser',
      text: 'Was zwischen diesem Browser und {hub} unterwegs ist, ist verschlüsselt. Eine Seite sieht den Schlüssel nicht, deshalb kann Hearth ihn hier nicht prüfen: Die Warnung deines Browsers zeigte ihn, und es muss der auf dem Bildschirm des Gastgebers sein. Die App prüft ihn jedes Mal.',
    },
    key: 'Öffentlicher Schlüssel von {hub} (SHA-256)',
    compared: 'Verglichen, er ist derselbe',
    host: 'Der Gastgeber kann alles lesen, was geschrieben wird.',
  },
  changed: {
    title: 'Das ist vielleicht nicht {hub}',
    what: 'Unter {address} antwortet ein anderer Schlüssel, als {hub} bisher hatte. Hearth hat angehalten, bevor etwas gesendet wurde.',
    whatPlain:
      'Unter {address} antwortet jemand ohne Verschlüsselung und sagt, er sei {hub}. Bisher hatte {hub} einen Schlüssel, hier wird keiner gezeigt. Hearth hat angehalten, bevor etwas gesendet wurde.',
    why: 'Woran das liegen kann',
    reinstalled: 'Der Computer des Gastgebers wurde neu eingerichtet, oder seine Daten gingen verloren.',
    another: 'Dort läuft jetzt ein anderer Ort, oder die Adresse gehört einem anderen Computer.',
    plain: 'Du bist über eine Adresse gekommen, die mit ws:// beginnt, oder der Gastgeber betreibt den Ort jetzt anders.',
    between: 'Jemand steht zwischen dir und {hub} und will mitlesen.',
    do: 'Was zu tun ist',
    ask: 'Frage den Gastgeber, persönlich oder am Telefon, welcher Schlüssel auf seinem Bildschirm steht. Ist es der neue, bitte um einen neuen Einladungslink und vergiss {hub} hier. Ist es der alte, steht jemand dazwischen: Tritt aus diesem Netz nicht bei.',
    askPlain:
      'Tritt {hub} über den Einladungslink bei oder über die Adresse ohne ws://: Dann muss der Ort seinen Schlüssel zeigen. Tut er das nicht, frage den Gastgeber, persönlich oder am Telefon, bevor du aus diesem Netz beitrittst.',
    before: 'Schlüssel bisher',
    now: 'Schlüssel, der jetzt antwortet',
    safe: 'Was du bei {hub} gelesen und geschrieben hast, bleibt auf diesem Gerät.',
    forget: '{hub} vergessen',
    forgetTitle: '{hub} vergessen?',
    forgetDo: 'Vergessen',
    forgetText:
      'Hearth kennt den Schlüssel dann nicht mehr und nimmt den, der als Nächstes antwortet. Was du gelesen und geschrieben hast, bleibt auf diesem Gerät. Tu es, wenn der Gastgeber den neuen Schlüssel bestätigt hat.',
  },
};
