/** en-composer.ts en español. */

export const composer = {
  saveEdit: 'Guardar el cambio',
  editing: 'Editas tu mensaje. Esc cancela.',
  cancelEdit: 'Dejar de editar',
  long: 'Has pegado {n} carácter. ¿Enviarlo como archivo? | Has pegado {n} caracteres. ¿Enviarlos como archivo?',
  asFile: 'Enviar como archivo',
  keepText: 'Dejar como texto',
  pastedName: 'Texto pegado.txt',
};

export const completion = {
  title: 'Sugerencias',
  count: '{n} sugerencia | {n} sugerencias',
  everyone: 'Todos en esta sala',
};

export const commands = {
  title: 'Órdenes',
  unknown: 'No hay ninguna orden /{name}.',
  asText: 'Enviar como texto',
  needs: 'Falta algo: {usage}',
  noRoom: 'No hay ninguna sala llamada {room}.',
  noPerson: 'Nadie aquí se llama {name}.',
  awayNow: 'Los demás ven que no estás.',
  backNow: 'Los demás ven que estás aquí.',
  words: {
    me: 'hace algo',
    msg: 'nombre texto',
    join: 'sala',
    topic: 'tema',
    nick: 'nombre nuevo',
    away: 'motivo',
    shrug: 'texto',
  },
  does: {
    me: 'Decir lo que haces',
    msg: 'Escribir a una persona',
    join: 'Ir a una sala',
    leave: 'Salir de esta sala',
    topic: 'Decir de qué trata esta sala',
    nick: 'Cambiar tu nombre',
    away: 'Decir que no estás',
    shrug: 'Decir que no lo sabes ¯\\_(ツ)_/¯',
    help: 'Mostrar teclas y órdenes',
  },
};

export const emoji = {
  title: 'Emojis',
  open: 'Añadir un emoji',
  search: 'Buscar emojis',
  tone: 'Tono de piel',
  tones: {
    ...{ none: 'ninguno', light: 'claro', mediumLight: 'medio claro' },
    ...{ medium: 'medio', mediumDark: 'medio oscuro', dark: 'oscuro' },
  },
  groups: 'Grupos de emojis',
  found: 'Emojis encontrados',
  none: 'Ningún emoji se llama «{query}».',
  loading: 'Cargando emojis…',
  failed: 'No se pudieron cargar los emojis. Cierra esto y ábrelo otra vez cuando vuelvas a tener conexión.',
  group: {
    recent: 'Usados hace poco',
    smileys: 'Caras y sentimientos',
    people: 'Personas y manos',
    animals: 'Animales y naturaleza',
    food: 'Comida y bebida',
    travel: 'Viajes y lugares',
    activities: 'Actividades',
    objects: 'Objetos',
    symbols: 'Símbolos',
    flags: 'Banderas',
  },
};

export const palette = {
  title: 'Ir o hacer',
  label: 'Una sala, una persona, una orden o un ajuste',
  none: 'Nada se llama «{query}».',
  theme: 'Tema: {theme}',
  kind: { room: 'Sala', person: 'Persona', command: 'Orden', setting: 'Ajuste' },
};

export const keys = {
  title: 'Teclas y órdenes',
  group: {
    app: 'En todas partes',
    room: 'En una sala',
    composer: 'Al escribir',
    message: 'En un mensaje (Intro en la lista, luego las flechas)',
  },
  name: {
    palette: 'Ir a una sala, una persona, una orden o un ajuste',
    settings: 'Ajustes',
    shortcuts: 'Esta lista, mientras no escribes',
    search: 'Buscar mensajes',
    toDate: 'Ir a una fecha',
    toNewest: 'Al mensaje más nuevo',
    roomBefore: 'Sala anterior',
    roomAfter: 'Sala siguiente',
    closePanel: 'Cerrar el panel',
    send: 'Enviar',
    newLine: 'Línea nueva',
    editLast: 'Editar tu último mensaje, con el campo vacío',
    cancelEdit: 'Dejar de editar o responder',
    emoji: 'Añadir un emoji',
    reply: 'Responder',
    react: 'Añadir una reacción',
    edit: 'Editar tu mensaje',
    forward: 'Reenviar',
    pin: 'Fijar o soltar',
    acknowledge: 'Confirmar un anuncio',
    copy: 'Copiar su texto',
    copyLink: 'Copiar un enlace a él',
    delete: 'Eliminarlo',
  },
};

export const settings = {
  title: 'Ajustes',
  open: 'Ajustes',
  pages: 'Páginas de los ajustes',
  page: {
    appearance: 'Aspecto',
    notices: 'Notificaciones',
    files: 'Archivos',
    network: 'Red',
    history: 'Historial',
    about: 'Acerca de',
  },
  look: {
    theme: 'Tema',
    themes: { system: 'Como el sistema', light: 'Claro', dark: 'Oscuro', contrast: 'Alto contraste' },
    contrastHint: 'Claro u oscuro como el sistema, con el mayor contraste.',
    density: 'Densidad',
    densities: { comfortable: 'Holgada', compact: 'Compacta' },
    textSize: 'Tamaño del texto',
    percent: '{percent} %',
    language: 'Idioma',
    systemLanguage: 'Como el sistema',
  },
  history: {
    title: 'Historial de {hub} en este dispositivo',
    kept: 'Este dispositivo guarda {n} mensaje de {hub}. | Este dispositivo guarda {n} mensajes de {hub}.',
    app: 'Está en archivos de este ordenador. El menú de una sala lo guarda, lo incorpora de nuevo o lo elimina.',
    browser: 'Está en este navegador. El menú de una sala lo guarda, lo incorpora de nuevo o lo elimina.',
    remove: 'Eliminar historial',
  },
  about: {
    promise: 'Una persona aloja, las demás se unen. Sin cuentas, sin nube: lo que se dice se queda en vuestros ordenadores.',
    emoji: 'Nombres de los emojis: Emojibase, licencia MIT, a partir de datos del consorcio Unicode.',
  },
};

export const over = {
  failed: 'No se pudo cargar esta parte de Hearth. Inténtalo de nuevo cuando vuelvas a tener conexión.',
};
