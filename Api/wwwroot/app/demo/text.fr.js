export default {
  'demo.pace': { one: 'Exemple, rejoué à vitesse de lecture : les résultats sont calculés, et montrés à {n} caractère par seconde. Vos propres données ne sont jamais ralenties.', other: 'Exemple, rejoué à vitesse de lecture : les résultats sont calculés, et montrés à {n} caractères par seconde. Vos propres données ne sont jamais ralenties.' },
  'demo.was': { one: 'Cet exemple a été rejoué à vitesse de lecture, {n} caractère par seconde. Vos propres données ne sont jamais ralenties.', other: 'Cet exemple a été rejoué à vitesse de lecture, {n} caractères par seconde. Vos propres données ne sont jamais ralenties.' },
  'demo.cut': 'Couper la connexion',
  'demo.cut.done': 'La connexion de cette page est coupée après l’événement {id}. La tâche continue.',
  'demo.cut.back': { one: 'De retour après {duration}, à partir de l’événement {id} : {n} événement avait manqué. Non reçus : {missing}. Reçus deux fois : {double}.', other: 'De retour après {duration}, à partir de l’événement {id} : {n} événements avaient manqué. Non reçus : {missing}. Reçus deux fois : {double}.' },
  'demo.same': 'Comparée au serveur à l’événement {id} : la même image.',
  'demo.differs': 'Comparée au serveur à l’événement {id} : l’image diffère.',
  'demo.kill': 'Tuer le worker',
  'demo.kill.done': 'Le worker {worker} est tué (SIGKILL) au milieu de la tentative {attempt}. Un autre prend le relais quand son bail a expiré.',
  'demo.kill.over': { one: 'Le worker {worker} a pris le relais après {duration} : tentative {attempt}. Le travail fini est resté ; {n} événement de travail inachevé a été retiré.', other: 'Le worker {worker} a pris le relais après {duration} : tentative {attempt}. Le travail fini est resté ; {n} événements de travail inachevé ont été retirés.' },
  'demo.kill.late': 'La tâche s’est terminée avant.',
  'demo.failed': 'Échec : {message}',
};
