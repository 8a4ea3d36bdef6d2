export default {
  'demo.pace': { one: 'Sample, replayed at reading speed: the results are computed, and shown at {n} character a second. Real input is never slowed down.', other: 'Sample, replayed at reading speed: the results are computed, and shown at {n} characters a second. Real input is never slowed down.' },
  'demo.was': { one: 'This sample was replayed at reading speed, {n} character a second. Real input is never slowed down.', other: 'This sample was replayed at reading speed, {n} characters a second. Real input is never slowed down.' },
  'demo.cut': 'Cut the connection',
  'demo.cut.done': 'The connection of this page is cut after event {id}. The job goes on.',
  'demo.cut.back': { one: 'Back after {duration}, from event {id} on: {n} event had been missed. Not received: {missing}. Received twice: {double}.', other: 'Back after {duration}, from event {id} on: {n} events had been missed. Not received: {missing}. Received twice: {double}.' },
  'demo.same': 'Compared with the server at event {id}: the same picture.',
  'demo.differs': 'Compared with the server at event {id}: the picture differs.',
  'demo.kill': 'Kill the worker',
  'demo.kill.done': 'Worker {worker} is killed (SIGKILL) in the middle of attempt {attempt}. Another one takes over when its lease has run out.',
  'demo.kill.over': { one: 'Worker {worker} took over after {duration}: attempt {attempt}. Finished work stayed; {n} event of unfinished work was taken back.', other: 'Worker {worker} took over after {duration}: attempt {attempt}. Finished work stayed; {n} events of unfinished work were taken back.' },
  'demo.kill.late': 'The job ended first.',
  'demo.failed': 'That did not work: {message}',
};
