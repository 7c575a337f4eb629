/** Ein Satz je Problem: was geschah, was sicher ist, was zu tun ist. */
import type { ProblemCode } from '../../../shared/ipc/outcome';

export const problems: Record<ProblemCode, string> = {
  bad_address: '„{address}“ ist keine Adresse, die Hearth lesen kann. Versuche etwas wie 192.168.1.20 oder 192.168.1.20:8080.',
  refused: '{address} antwortet, aber dort lauscht niemand. Läuft Hearth auf diesem Rechner als Gastgeber, und stimmt der Port?',
  timed_out: '{address} antwortet nicht. Ist der Rechner an und im selben Netz? Seine Firewall hält Hearth vielleicht auf.',
  name_not_found: 'In diesem Netz kennt niemand {address}. Prüfe die Schreibweise oder nimm die Nummer, etwa 192.168.1.20.',
  unreachable: '{address} ist nicht zu erreichen. Prüfe, ob du im selben Netz bist und der Gastgeber noch da ist.',
  not_hearth:
    'Unter {address} antwortet etwas, aber nicht Hearth. Prüfe den Port; Hearth nimmt 8080, wenn niemand etwas anderes sagt.',
  tls_failed:
    'Zu {address} kam keine verschlüsselte Verbindung zustande, und nichts wurde gesendet. Vielleicht ist dort ein anderes Programm oder ein älteres Hearth. Sagt der Gastgeber, dass es nicht verschlüsselt ist, versuch ws://{address}.',
  tls_wanted:
    '{address} nimmt nur verschlüsselte Verbindungen an, und ws:// verlangt eine, die alle lesen können. Es wurde nichts gesendet; tritt verschlüsselt bei.',
  version_newer:
    '{hub} nutzt ein neueres Hearth als dieses. Dein Verlauf ist sicher; aktualisiere Hearth hier und tritt wieder bei.',
  version_older:
    '{hub} nutzt ein älteres Hearth als dieses. Dein Verlauf ist sicher; bitte den Gastgeber um eine Aktualisierung.',
  wrong_hub:
    'Das ist nicht der Ort, für den die Einladung gilt: Unter {address} antwortet ein anderer Schlüssel. Nichts wurde gesendet. Wurde dort neu installiert, bitte um eine neue Einladung.',
  hub_changed:
    'Unter {address} antwortet ein anderer Schlüssel, als {hub} bisher hatte. Nichts wurde gesendet. Frage den Gastgeber, bevor du dort wieder beitrittst.',
  intercepted:
    'Was unter {address} antwortet, nennt sich {hub}, hat aber einen anderen Schlüssel: Etwas steht dazwischen. Nichts wurde gesendet.',
  access_unknown: '{hub} verlangt einen Zugang, den dieses Hearth nicht kennt. Nichts wurde gesendet; aktualisiere Hearth hier.',
  not_admitted:
    'Der Gastgeber von {hub} hat dich nicht eingelassen. Der Gastgeber hat deinen Namen, deine Schlüsselwörter und deine Adresse gesehen; frag nach, bevor du wieder anklopfst.',
  admission_required:
    '{hub} lässt nur ein, wer zugelassen ist. Zeig eine Einladung oder ein Passwort oder klopf an, dann versuche es wieder.',
  admission_late:
    'In der Zeit, die {hub} dafür gibt, hat dich niemand eingelassen. Nichts wurde gesendet; tritt noch einmal bei.',
  kicked:
    'Gastgeber oder Moderation haben deinen Besuch bei {hub} beendet. Dein Verlauf bleibt hier; frag nach, bevor du wiederkommst.',
  banned: '{hub} lässt dich nicht mehr ein. Dein Verlauf bleibt hier; nur der Gastgeber kann das ändern.',
  private_only: '{hub} ist nur im eigenen Netz offen, und du bist in einem anderen. Bitte den Gastgeber um eine Einladung.',
  tls_required:
    '{hub} nimmt Einladungen und Passwörter nur verschlüsselt an. Nichts wurde gesendet; tritt über eine Adresse ohne ws:// bei.',
  invite_missing:
    'Das ist keine ganze Einladung: Der Teil, der dich hineinlässt, fehlt. Nichts wurde gesendet; kopiere den Link vom ersten bis zum letzten Zeichen.',
  invite_invalid: 'Diese Einladung gilt nicht oder nicht mehr: Sie ist verbraucht oder zurückgenommen. Bitte um eine neue.',
  invite_expired: 'Diese Einladung ist abgelaufen. Bitte den Gastgeber um eine neue.',
  login_failed:
    'Das war nicht das richtige Passwort, oder es ist nicht für diesen Ort. Das Passwort selbst wurde nicht gesendet; versuche es noch einmal.',
  too_many_tries: 'Zu viele Versuche. Das Passwort selbst wurde nicht gesendet; versuche es wieder in {time}.',
  name_taken: 'Bei {hub} gibt es einen Namen, der aussieht wie deiner. Wähle einen anderen, etwa „{suggestion}“.',
  too_many_names: 'Das waren viele Namen in kurzer Zeit. Deiner ist wie zuvor; versuche es in {time} wieder.',
  password_required: 'Dieser Raum hat ein Passwort. Gib es ein, um beizutreten.',
  not_allowed: 'Deine Rolle bei {hub} erlaubt das nicht. Nichts wurde geändert; frage einen Gastgeber.',
  read_only:
    'Du bist Gast bei {hub}: Du kannst lesen, nicht schreiben. Deine Nachricht ist noch hier; bitte darum, Mitglied zu werden.',
  muted: 'Du bist bei {hub} stumm; in {time} darfst du wieder schreiben. Deine Nachricht ist noch hier.',
  locked: 'Dieser Raum ist geschlossen: Nur Gastgeber und Moderation schreiben. Deine Nachricht ist noch hier.',
  archived: 'Dieser Raum ist archiviert: Niemand schreibt mehr darin. Deine Nachricht ist noch hier.',
  people_limit: 'In diesem Raum sind so viele Leute, wie der Gastgeber zulässt.',
  topic_too_long: 'Ein Thema hat eine Zeile mit höchstens 160 Zeichen.',
  slow_mode: 'Dieser Raum ist im langsamen Modus. Deine Nachricht ist noch hier; sende sie in {time}.',
  member_unknown: 'Diese Person ist nicht mehr da. Nichts wurde geändert.',
  message_unknown: 'Diese Nachricht ist nicht mehr da. Nichts wurde geändert.',
  message_deleted: 'Diese Nachricht wurde inzwischen gelöscht. Es wurde nichts geändert.',
  too_many_reactions: 'Diese Nachricht hat so viele Reaktionen, wie sie haben darf. Es wurde nichts geändert.',
  too_many_edits:
    'Diese Nachricht wurde so oft bearbeitet, wie es geht. Der Text ist noch da; er kann als neue Nachricht gesendet werden.',
  too_many_pins: 'In diesem Raum sind so viele Nachrichten angeheftet, wie es geht. Erst eine davon lösen.',
  account_unknown: 'Dieses Konto gibt es nicht mehr. Nichts wurde geändert.',
  channel_mismatch:
    '{address} führt nicht selbst zu {hub}: Etwas reicht den Ort unter anderem Namen weiter. Du wurdest nicht eingelassen. Frage den Gastgeber nach der richtigen Adresse.',
  auth_failed:
    '{hub} hat den Nachweis, wer du bist, nicht angenommen. Nichts wurde gesendet. Starte Hearth neu; bleibt es dabei, frage den Gastgeber.',
  full: '{hub} hat so viele Verbindungen, wie dort erlaubt sind. Versuche es wieder, wenn jemand gegangen ist.',
  too_many_connections:
    'Von dieser Adresse gehen zu viele Verbindungen zu {hub}. Schließe andere Fenster und versuche es wieder.',
  lost: 'Die Verbindung zu {hub} ist abgerissen. Was du schreibst, bleibt hier und wird gesendet, sobald sie wieder steht.',
  too_slow:
    'Die Verbindung war zu langsam für das, was {hub} gesendet hat. Nichts ist verloren; es geht dort weiter, wo es aufhörte.',
  flood:
    '{hub} hat die Verbindung geschlossen, weil von hier zu viel auf einmal kam. Was du schreibst, bleibt hier und wird später gesendet.',
  stopped: 'Der Gastgeber hat {hub} beendet. Dein Verlauf bleibt hier.',
  cancelled: 'Abgebrochen.',
  bad_name: 'Ein Name hat 1 bis 64 sichtbare Zeichen in einer Zeile.',
  empty_message: 'Noch gibt es nichts zu senden.',
  text_too_long: 'Eine Nachricht hat höchstens 8.000 Zeichen. Sie steht noch im Feld; teile sie auf.',
  room_exists: 'Einen Raum mit diesem Namen gibt es schon. Tritt ihm aus der Liste bei oder wähle einen anderen Namen.',
  room_unknown: 'Diesen Raum gibt es bei {hub} nicht mehr. Was du dort gelesen hast, bleibt hier.',
  room_limit: '{hub} hat so viele Räume, wie dort erlaubt sind.',
  rate_limited: 'Das war schneller, als {hub} Nachrichten annimmt. Nichts ist verloren; versuche es gleich noch einmal.',
  outbox_full: 'Zu viele Nachrichten warten schon aufs Senden. Diese steht noch im Feld; sende sie, wenn {hub} zurück ist.',
  conflict:
    'Eine Nachricht mit derselben Kennung hat einen anderen Text. Nichts wurde überschrieben; kopiere deine und sende sie neu.',
  not_connected: 'Das braucht {hub}, und die Verbindung fehlt gerade. Versuche es wieder, wenn sie steht.',
  port_taken: 'Port {port} und die folgenden sind auf diesem Rechner belegt. Wähle einen anderen.',
  port_forbidden: 'Dieser Rechner erlaubt Hearth den Port {port} nicht. Wähle einen über 1024, etwa 8080.',
  file_too_large:
    'Diese Datei ist größer, als {hub} annimmt. Nichts wurde gesendet; teile sie, oder schicke sie auf anderem Weg.',
  quota_full:
    '{hub} hat für Dateien dieser Größe keinen Platz mehr. Nichts wurde gesendet; der Host kann ältere Dateien entfernen.',
  too_many_files: 'Es sind schon zu viele Dateien unterwegs. Warte, bis einige fertig sind, und versuche es dann noch einmal.',
  file_unknown:
    '{hub} hat diese Datei nicht mehr: Sie wurde entfernt oder war zu alt. Bitte um sie bei dem, der sie geschickt hat.',
  file_mismatch: 'Was ankam, ist nicht die angekündigte Datei; nichts davon wurde behalten. Versuche es noch einmal.',
  file_unreadable:
    'Diese Datei lässt sich nicht mehr lesen: Sie wurde inzwischen verschoben, geändert oder entfernt. Wähle sie noch einmal.',
  save_failed:
    'Die Datei konnte nicht in deinem Download-Ordner gespeichert werden. Prüfe, ob man dort schreiben darf, und versuche es noch einmal.',
  save_full: 'Auf diesem Gerät ist kein Platz für diese Datei. Schaffe etwas, dann geht es weiter; was da ist, bleibt.',
  no_files: '{hub} nimmt keine Dateien an. Deine Nachricht wurde nicht gesendet.',
  storage_full:
    'Die Festplatte von {hub} ist voll, dort wird nichts mehr behalten. Deine Nachricht bleibt hier; sag es dem Gastgeber.',
  storage_failed: 'Das ließ sich nicht auf die Festplatte schreiben. Prüfe, ob Platz ist und Hearth dort schreiben darf.',
  key_locked:
    'Der Schlüssel dieses Ortes ist vom Schlüsselbund deines Kontos gesperrt, der gerade nicht benutzt werden kann. Entsperre ihn und starte noch einmal; geändert wurde nichts.',
  hub_crashed:
    'Das Gastgeben endete unerwartet. Was bestätigt war, liegt auf der Festplatte; starte es neu, dann ist es wieder da.',
  clipboard_failed: 'Kopieren ist hier nicht erlaubt. Markiere den Text und kopiere ihn selbst.',
  link_refused: 'Hearth öffnet nur Links ins Web und zu Mailadressen, und das ist keiner. Nichts wurde geöffnet.',
  link_failed: 'Auf diesem Computer öffnet nichts diesen Link. Kopiere stattdessen seine Adresse.',
  export_failed: 'Die Datei ließ sich nicht schreiben. Prüfe, ob Platz ist, oder wähle einen anderen Ort.',
  import_failed: 'Die Datei ließ sich nicht lesen. Nichts wurde übernommen.',
  import_damaged: 'Zeile {line} der Datei ist nicht so, wie Hearth sie schreibt. Nichts wurde übernommen.',
  import_elsewhere:
    'Die Datei stammt aus einem anderen Raum oder von einem anderen Ort. Nichts wurde übernommen; die Datei bleibt, wie sie ist.',
  import_gap: 'Zwischen der Datei und dem, was hier liegt, fehlt etwas. Nichts wurde übernommen; die Datei bleibt, wie sie ist.',
  import_differs:
    'Die Datei sagt etwas anderes als das, was hier liegt. Nichts wurde übernommen; vielleicht hat jemand sie geändert.',
  internal: 'In Hearth selbst ging etwas schief. Was du geschrieben hast, ist noch da; versuche es noch einmal.',
};
