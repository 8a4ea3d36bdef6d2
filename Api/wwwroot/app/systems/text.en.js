// The texts of the systems’ panels.
export default {
  'letter.file': 'letter',
  'letter.edit': 'Edit the letter',
  'evidence.show': { one: 'Evidence: {n} pair', other: 'Evidence: {n} pairs' },
  'evidence.offer': 'Offer',
  'evidence.cv': 'CV',
  'evidence.nothing': 'The CV says nothing about it.',
  'evidence.noOffer': 'It does not depend on the offer.',
  'evidence.must_have': 'Must-have',
  'evidence.nice_have': 'Nice-to-have',
  'evidence.skill': 'Skill',
  'evidence.similar': 'Near in meaning',
  'evidence.met': 'met',
  'evidence.not_met': 'not met',
  'evidence.not_found': 'not found',
  'evidence.similarity': 'similarity {n}',
};
