import { chips, webLink } from '../parts.js';
import { h } from '../dom.js';
import { formatNumber, t } from '../i18n.js';

/** A person's profile. The two systems that read CVs name its parts differently; this view shows both. */
export function profileView({ name, title, years, contact = {}, summary, positions = [], education = [], skills, soft, tongues = [], certifications, other }) {
  const part = (label, content) => content && h('section', { class: 'profile-part' }, h('h4', {}, label), content);
  const listed = (items) => items?.length > 0 && h('ul', { class: 'plain-list' }, items.map((x) => h('li', {}, x)));
  return h('div', { class: 'profile' },
    (name || title) && h('div', { class: 'profile-head' },
      h('p', { class: 'profile-name' }, name || t('profile.unnamed')),
      h('p', { class: 'muted' }, [title, typeof years === 'number' && years > 0 && t('profile.years', { n: years })].filter(Boolean).join(' · '))),
    contactView(contact),
    part(t('profile.summary'), summary && h('p', {}, summary)),
    part(t('profile.experience'), positions.length > 0 && h('ol', { class: 'career' }, positions.map(positionView))),
    part(t('profile.education'), education.length > 0 && h('ol', { class: 'career' }, education.map(educationView))),
    part(t('profile.skills'), skills?.length > 0 && chips(skills)),
    part(t('profile.soft'), soft?.length > 0 && chips(soft)),
    part(t('profile.tongues'), tongues.length > 0 && chips(tongues.map(({ language, level }) => [language, level].filter(Boolean).join(' – ')))),
    part(t('profile.certifications'), listed(certifications)),
    part(t('profile.other'), listed(other)));
}

function contactView({ email, phone, location, links = [] }) {
  const ways = [email, phone, location].filter(Boolean);
  if (ways.length + links.length === 0) return null;
  return h('ul', { class: 'contact' }, ways.map((x) => h('li', {}, x)), links.map((x) => h('li', {}, webLink(x))));
}

const span = (from, to, current) => [from, current ? t('profile.today') : to].filter(Boolean).join(' – ');

const positionView = ({ title, organisation, place, from, to, current, details = [] }) => h('li', {},
  h('p', { class: 'career-head' }, h('b', {}, title ?? organisation ?? '–'), h('span', { class: 'muted' }, span(from, to, current))),
  h('p', { class: 'muted' }, [title && organisation, place].filter(Boolean).join(' · ')),
  details.length > 0 && h('ul', { class: 'plain-list' }, details.map((x) => h('li', {}, x))));

const educationView = ({ degree, institution, from, to }) => h('li', {},
  h('p', { class: 'career-head' }, h('b', {}, degree ?? institution ?? '–'), h('span', { class: 'muted' }, span(from, to, false))),
  degree && institution && h('p', { class: 'muted' }, institution));

/** The record of `cv-parse`, whose fields are French. */
export const ofRecord = (cv) => ({
  name: [cv.identite?.prenom, cv.identite?.nom].filter(Boolean).join(' '),
  title: cv.titre,
  years: cv.annees_experience,
  contact: { email: cv.contact?.email, phone: cv.contact?.telephone, location: cv.contact?.localisation, links: cv.contact?.liens },
  summary: cv.resume,
  positions: cv.experiences?.map((x) => ({ title: x.poste, organisation: x.entreprise, place: x.lieu, from: x.debut, to: x.fin, current: x.en_cours, details: x.details })),
  education: cv.formations?.map((x) => ({ degree: x.diplome, institution: x.etablissement, from: x.debut, to: x.fin })),
  skills: cv.competences,
  soft: cv.competences_transverses,
  tongues: cv.langues?.map((x) => ({ language: x.langue, level: x.niveau })),
  certifications: cv.certifications,
  other: cv.autres,
});

const day = (x) => x && [x.year, x.month && String(x.month).padStart(2, '0')].filter(Boolean).join('-');

/** The parts of `resume-parsing`, as far as they have come. */
export function ofParts(parts) {
  const all = (kind) => parts.filter((p) => p.kind === kind).map((p) => p[kind]);
  const [person = {}] = all('person');
  return {
    name: person.name,
    title: person.title,
    years: person.years_of_experience,
    contact: person.contact,
    summary: all('summary')[0],
    positions: all('position').map((x) => ({ ...x, place: x.location, from: day(x.start), to: day(x.end), details: x.highlights })),
    education: all('education').map((x) => ({ ...x, from: day(x.start), to: day(x.end) })),
    skills: all('skills').flat(),
    tongues: all('languages').flat().map((x) => ({ language: x.name, level: x.level })),
    certifications: all('certifications').flat(),
  };
}

export const yearsText = (years) => (typeof years === 'number' ? formatNumber(years, { maximumFractionDigits: 1 }) : '–');
