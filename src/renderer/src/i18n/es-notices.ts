/** Lo nuevo, y cómo te enteras, en español. */

export const notices = {
  line: '{n} nuevo mientras no estabas | {n} nuevos mientras no estabas',
  toFirst: 'Ir al primero sin leer',
  markRead: 'Marcar como leído',
  date: {
    open: 'Ir a una fecha',
    title: 'Ir a una fecha en {room}',
    label: 'Día',
    hint: 'Muestra el primer mensaje de ese día, o el siguiente.',
    bad: 'Elige un día del calendario.',
    go: 'Ir',
  },
  rule: 'Avisarme',
  rules: {
    all: 'De cada mensaje',
    mentions: 'De mensajes directos y menciones',
    direct: 'Solo de mensajes directos',
    none: 'De nada',
  },
  ruleHint:
    'Lo que cuenta aquí es también el número del icono y del título. El menú de una conversación puede decir otra cosa para ella.',
  preview: 'Una notificación muestra',
  previews: { full: 'Quién, dónde y el texto', name: 'Quién y dónde', none: 'Solo que hay algo nuevo' },
  sound: 'Sonido',
  sounds: { system: 'Como el sistema', chime: 'Campanilla', knock: 'Golpe', drop: 'Gota', none: 'Ninguno' },
  hear: 'Oírlo',
  reactions: 'Avisarme de reacciones a mis mensajes',
  reactionsHint: 'Nunca cuentan como sin leer.',
  quiet: 'No molestar',
  quietNow: {
    off: 'Desactivado',
    hour: 'Durante 1 hora',
    tomorrow: 'Hasta mañana',
    forever: 'Hasta que lo desactive',
    until: 'Hasta {time}',
  },
  quietHint: 'No se anuncia nada. Los mensajes esperan sin leer.',
  hours: 'Cada día entre',
  from: 'Desde',
  to: 'Hasta',
  hoursHint: 'Según el reloj de este dispositivo; pasa de medianoche si el final va antes del principio.',
  try: 'Enséñame una',
  tried:
    'Se envió a tu sistema. Si no ves nada, el sistema la retiene: mira en sus ajustes de notificaciones y en su propio «No molestar».',
  can: {
    granted: 'Se pueden mostrar notificaciones.',
    ask: 'Aún no se ha preguntado a este navegador.',
    askDo: 'Permitir notificaciones',
    denied:
      'Este navegador bloquea las notificaciones de esta página. Haz clic en el signo junto a la dirección, permítelas y vuelve a cargar la página.',
    unavailable:
      'Aquí nada puede mostrar notificaciones: los navegadores solo lo hacen en páginas cifradas, y algunos móviles nunca. En su lugar cuenta el título de la pestaña.',
    unavailableApp: 'Este sistema no muestra notificaciones. En su lugar cuenta el icono.',
  },
};
