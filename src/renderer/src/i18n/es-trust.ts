/** Quién está al otro lado, en español: en qué se puede confiar y qué pasa cuando eso cambia. */

export const trust = {
  trust: {
    verified: {
      word: 'Verificado',
      title: 'Cifrado y verificado',
      text: 'Nadie entre tú y {hub} puede leer. Su clave vino con tu invitación, la confirmó una contraseña o la comparaste, y Hearth la comprueba cada vez.',
    },
    unverified: {
      word: 'Sin verificar',
      title: 'Cifrado, pero sin verificar',
      text: 'Hearth conserva la clave que respondió primero y se detiene si cambia. Si es la de {hub}, solo tú puedes averiguarlo: compárala con la de la pantalla del anfitrión, que está en el mismo sitio que aquí. Ve a ver al anfitrión o llámalo, porque alguien que lee podría cambiar un mensaje.',
    },
    certificate: {
      word: 'Certificado',
      title: 'Cifrado, con certificado',
      text: 'Este ordenador confía en el certificado de {address}, como con una página web. Quien lleva ese servidor transmite lo que se escribe.',
    },
    plain: {
      word: 'Sin cifrar',
      title: 'Sin cifrar',
      text: 'Cualquiera en esta red puede leer y cambiar lo que se dice. Pide al anfitrión de {hub} un enlace de invitación cifrado y únete con él.',
    },
    page: {
      word: 'Cifrado',
      title: 'Cifrado en un navegador',
      text: 'Lo que va entre este navegador y {hub} está cifrado. Una página no ve la clave, así que Hearth no puede comprobarla aquí: la mostró el aviso de tu navegador, y debe ser la de la pantalla del anfitrión. La aplicación la comprueba cada vez.',
    },
    key: 'Clave pública de {hub} (SHA-256)',
    compared: 'Comparada, es la misma',
    host: 'El anfitrión puede leer todo lo que se escribe.',
  },
  changed: {
    title: 'Puede que esto no sea {hub}',
    what: 'En {address} responde una clave distinta de la que tenía {hub} hasta ahora. Hearth se detuvo antes de enviar nada.',
    whatPlain:
      'En {address} alguien responde sin cifrado y dice ser {hub}. Hasta ahora {hub} tenía una clave, y este no muestra ninguna. Hearth se detuvo antes de enviar nada.',
    why: 'A qué puede deberse',
    reinstalled: 'El ordenador del anfitrión se instaló de nuevo, o se perdieron sus datos.',
    another: 'Ahora se aloja ahí otro lugar, o la dirección es de otro ordenador.',
    plain: 'Viniste con una dirección que empieza por ws://, o el anfitrión lo lleva ahora de otra forma.',
    between: 'Alguien está entre tú y {hub} y quiere leer.',
    do: 'Qué hacer',
    ask: 'Pregunta al anfitrión, en persona o por teléfono, qué clave está en su pantalla. Si es la nueva, pide un enlace de invitación nuevo y olvida {hub} aquí. Si es la antigua, hay alguien en medio: no te unas desde esta red.',
    askPlain:
      'Únete a {hub} con el enlace de invitación, o con su dirección sin ws://: entonces tiene que mostrar su clave. Si no lo hace, pregunta al anfitrión, en persona o por teléfono, antes de unirte desde esta red.',
    before: 'Clave hasta ahora',
    now: 'Clave que responde ahora',
    safe: 'Lo que leíste y escribiste en {hub} se queda en este dispositivo.',
    forget: 'Olvidar {hub}',
    forgetTitle: '¿Olvidar {hub}?',
    forgetDo: 'Olvidar',
    forgetText:
      'Hearth deja entonces de conocer su clave y toma la próxima que responda. Lo que leíste y escribiste se queda en este dispositivo. Hazlo cuando el anfitrión haya confirmado la clave nueva.',
  },
};
