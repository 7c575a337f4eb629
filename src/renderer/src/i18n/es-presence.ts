/** Quién está, quién escribe, quién tiene qué, en español. */

export const presence = {
  online: 'En línea',
  away: 'Ausente',
  busy: 'No molestar',
  offline: 'Sin conexión',
  offlineSince: 'Sin conexión desde {time}',
  typing: {
    one: '{name} escribe',
    two: '{one} y {two} escriben',
    many: '{n} personas escriben | {n} persona escribe | {n} personas escriben',
  },
  receipt: {
    saved: 'Guardado en {hub}',
    received: 'Recibido por {n} de {of}',
    receivedAll: 'Recibido | Recibido | Recibido por los {n}',
    read: 'Leído por {n} de {of}',
    readAll: 'Leído | Leído | Leído por los {n}',
  },
  seen: {
    open: 'Quién lo ha visto',
    title: 'Quién ha visto este mensaje',
    loading: 'Preguntando…',
    nobody: 'Aún no hay nadie más en esta conversación.',
    read: 'Leído por {n} de {of}.',
    received: 'Recibido por {n} de {of}.',
    closed: 'No dejas que los demás vean lo que has leído, así que no ves lo que han leído ellos.',
    crowd: 'Hay demasiadas personas aquí para nombrarlas a todas.',
    group: {
      read: 'Leído (0) | Leído ({n}) | Leído ({n})',
      received: 'Recibido (0) | Recibido ({n}) | Recibido ({n})',
      none: 'Aún no (0) | Aún no ({n}) | Aún no ({n})',
    },
  },
  status: {
    open: 'Poner estado',
    title: 'Tu estado',
    show: 'Lo que ven los demás',
    hint: {
      online: 'Ausente por sí solo tras cinco minutos sin tecla ni toque.',
      away: 'Hasta que elijas otra cosa.',
      busy: 'En este dispositivo no se anuncia nada. Los mensajes esperan sin leer.',
    },
    text: 'Con tus palabras',
    textHint: 'Hasta 80 caracteres, para todos los que comparten una sala contigo. Vacío para nada.',
    example: 'En una reunión hasta las 15 h',
    badText: 'Este texto no se puede mostrar: una línea de caracteres visibles, 80 como mucho.',
    tells: 'Dejar que los demás vean lo que he leído',
    tellsHint: 'Sin ello solo ven que te llegó un mensaje, y tú tampoco ves lo que han leído ellos.',
  },
};
