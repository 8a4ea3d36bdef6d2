/** What the page says until its texts are loaded, and where they can't be. */
export default {
  en: {
    'app.skip': 'Skip to content',
    'app.notLoaded': 'This view can’t be loaded.',
    'app.notLoaded.why': 'The server can’t be reached. The view opens as soon as it can be reached again; what was open before is one step back.',
    'app.tryAgain': 'Try again',
  },
  fr: {
    'app.skip': 'Aller au contenu',
    'app.notLoaded': 'Cette vue ne peut pas être chargée.',
    'app.notLoaded.why': 'Le serveur est injoignable. La vue s’ouvrira dès qu’il répondra de nouveau ; ce qui était ouvert avant est à un pas en arrière.',
    'app.tryAgain': 'Réessayer',
  },
};
