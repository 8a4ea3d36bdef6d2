// Draws a person's CV as HTML, LaTeX or plain text. A layout may leave things out (dates) or change them (one employer for all positions);
// what it shows becomes the label.

const words = {
  en: { experience: ['Experience', 'Work Experience', 'Employment History', 'Professional Experience'], education: ['Education', 'Education and Training'], skills: ['Skills', 'Key Skills', 'Core Competencies'], languages: ['Languages'], contact: ['Contact'], summary: ['Summary', 'Profile', 'About me'], now: ['Present', 'Current', 'Now'] },
  fr: { experience: ['Expérience professionnelle', 'Expériences', 'Parcours professionnel'], education: ['Formation', 'Formations', 'Diplômes et formation'], skills: ['Compétences', 'Savoir-faire', 'Compétences clés'], languages: ['Langues'], contact: ['Contact', 'Coordonnées'], summary: ['Profil', 'À propos'], now: ["aujourd'hui", 'présent', "Aujourd’hui"] },
};
const months = {
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
  fr: ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'],
};
const short = {
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'June', 'July', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'],
  fr: ['janv.', 'févr.', 'mars', 'avr.', 'mai', 'juin', 'juil.', 'août', 'sept.', 'oct.', 'nov.', 'déc.'],
};

/** The words and the style of dates of one document. */
export function style(person, r) {
  const own = words[person.language];
  const heading = Object.fromEntries(Object.entries(own).map(([key, list]) => [key, r.pick(list)]));
  const dash = r.pick([' - ', ' – ', '–', ' — ']);
  const form = r.pick(['long', 'short', 'number', 'year']);
  const month = m => form === 'long' ? `${months[person.language][m.month - 1]} ${m.year}` : form === 'short' ? `${short[person.language][m.month - 1]} ${m.year}`
    : form === 'number' ? `${String(m.month).padStart(2, '0')}/${m.year}` : String(m.year);
  return { heading, span: p => `${month(p.start)}${dash}${p.end ? month(p.end) : heading.now}`, years: e => `${e.start}${dash.trim() === '—' ? ' - ' : dash}${e.end}`, month, r };
}

const escape = text => text.replace(/[&<>]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);
const html = (css, body) => `<!doctype html><html><head><meta charset="utf-8"><style>@page{size:A4;margin:14mm}*{box-sizing:border-box}body{font:10pt/1.35 "Liberation Sans",sans-serif;margin:0;color:#222}h1{margin:0}ul{margin:2pt 0 6pt;padding-left:14pt}p{margin:2pt 0}${css}</style></head><body>${body}</body></html>`;
const list = items => `<ul>${items.map(i => `<li>${escape(i)}</li>`).join('')}</ul>`;
const each = (items, draw) => items.map(draw).join('');

const html_ = {
  // A coloured column on the left with contact, skills and languages.
  sidebar: (p, s) => html('body{display:grid;grid-template-columns:56mm 1fr;gap:8mm}aside{background:#234;color:#fff;padding:5mm;min-height:250mm}aside h2{font-size:11pt;text-transform:uppercase;letter-spacing:1px}h1{font-size:24pt}main h2{font-size:13pt;color:#234;border-bottom:1px solid #234}.r{display:flex;justify-content:space-between}.b{font-weight:bold}.i{font-style:italic}',
    `<aside><h2>${s.heading.contact}</h2><p>${p.phone}</p><p>${p.email}</p><p>${p.place}</p><h2>${s.heading.skills}</h2>${list(p.skills)}<h2>${s.heading.languages}</h2>${each(p.languages, l => `<p>${l}</p>`)}</aside>
<main><h1>${escape(p.name)}</h1><p>${p.title}</p><h2>${s.heading.experience}</h2>${each(p.positions, q => `<div class="r"><span class="b">${escape(q.title)}</span><span>${s.span(q)}</span></div><div class="i">${escape(q.employer)}, ${q.place}</div>${list(q.duties)}`)}<h2>${s.heading.education}</h2>${each(p.education, e => `<div class="r"><span class="b">${escape(e.degree)}</span><span>${s.years(e)}</span></div><div class="i">${escape(e.institution)}</div>`)}</main>`),
  // Dates in a rail on the left of each entry.
  rail: (p, s) => html('h1{font-size:22pt}h2{font-size:12pt;margin:8pt 0 3pt;text-transform:uppercase}.e{display:grid;grid-template-columns:38mm 1fr;gap:4mm;margin-bottom:4pt}.d{color:#666}.b{font-weight:bold}',
    `<h1>${escape(p.name)}</h1><p>${p.title}</p><p>${p.place} | ${p.phone} | ${p.email}</p><h2>${s.heading.experience}</h2>${each(p.positions, q => `<div class="e"><div class="d">${s.span(q)}</div><div><div class="b">${escape(q.title)}</div><div>${escape(q.employer)} – ${q.place}</div>${list(q.duties)}</div></div>`)}<h2>${s.heading.education}</h2>${each(p.education, e => `<div class="e"><div class="d">${s.years(e)}</div><div><div class="b">${escape(e.degree)}</div><div>${escape(e.institution)}</div></div></div>`)}<h2>${s.heading.skills}</h2><p>${p.skills.map(escape).join(', ')}</p><h2>${s.heading.languages}</h2><p>${p.languages.join(', ')}</p>`),
  // Centred header, headings with wide letter spacing, the employer above the title.
  spaced: (p, s) => html('header{text-align:center}h1{font-size:24pt;letter-spacing:6px;text-transform:uppercase;font-weight:normal}h2{font-size:11pt;letter-spacing:4px;text-transform:uppercase;text-align:center;border-top:1px solid #999;padding-top:4pt}.r{display:flex;justify-content:space-between}.b{font-weight:bold}.i{font-style:italic}',
    `<header><h1>${escape(p.name)}</h1><p>${p.place} · ${p.phone} · ${p.email}</p></header><h2>${s.heading.summary}</h2><p>${p.summary}</p><h2>${s.heading.experience}</h2>${each(p.positions, q => `<div class="r"><span class="b">${escape(q.employer)}</span><span>${q.place}</span></div><div class="r"><span class="i">${escape(q.title)}</span><span>${s.span(q)}</span></div>${list(q.duties)}`)}<h2>${s.heading.education}</h2>${each(p.education, e => `<div class="r"><span class="b">${escape(e.institution)}</span><span>${e.place}</span></div><div class="r"><span class="i">${escape(e.degree)}</span><span>${s.years(e)}</span></div>`)}<h2>${s.heading.skills}</h2>${list(p.skills)}`),
  // One employer over all roles.
  banner: (p, s) => html('h1{font-size:20pt}h2{font-size:12pt;border-bottom:2px solid #444}.r{display:flex;justify-content:space-between}.b{font-weight:bold}',
    `<h1>${escape(p.name)}</h1><p>${p.email} | ${p.phone} | ${p.place}</p><h2>${s.heading.experience}</h2><div class="r b"><span>${escape(p.positions[0].employer)}, ${p.positions[0].place}</span><span>${s.month(p.positions.at(-1).start)} – ${p.positions[0].end ? s.month(p.positions[0].end) : s.heading.now}</span></div>${each(p.positions, q => `<div class="r"><span>${escape(q.title)}</span><span>${s.span(q)}</span></div>${list(q.duties)}`)}<h2>${s.heading.education}</h2>${each(p.education, e => `<p>${escape(e.degree)}, ${escape(e.institution)}, ${e.end}</p>`)}<h2>${s.heading.skills}</h2><p>${p.skills.map(escape).join(' • ')}</p>`),
  // A column on the right that starts beside the name.
  rightbar: (p, s) => html('body{display:grid;grid-template-columns:1fr 54mm;gap:7mm}h1{font-size:23pt}h2{font-size:11pt;color:#a33}aside{border-left:1px solid #a33;padding-left:5mm}.b{font-weight:bold}.d{color:#777;font-size:9pt}',
    `<main><h1>${escape(p.name)}</h1><p>${p.title}</p><h2>${s.heading.summary}</h2><p>${p.summary}</p><h2>${s.heading.experience}</h2>${each(p.positions, q => `<div><span class="b">${escape(q.title)}</span>, ${escape(q.employer)}, ${q.place}</div><div class="d">${s.span(q)}</div>${list(q.duties)}`)}</main><aside><h2>${s.heading.contact}</h2><p>${p.email}</p><p>${p.phone}</p><h2>${s.heading.education}</h2>${each(p.education, e => `<p class="b">${escape(e.degree)}</p><p>${escape(e.institution)}</p><p class="d">${s.years(e)}</p>`)}<h2>${s.heading.skills}</h2>${each(p.skills, k => `<p>${escape(k)}</p>`)}</aside>`),
  // A word processor's CV: "Title, Employer", the dates below.
  word: (p, s) => html(".n{font-size:18pt}h2{font-size:13pt;color:#365f91}",
    `<p class="n">${escape(p.name)}</p><p>${p.place} | ${p.phone} | ${p.email}</p><h2>${s.heading.experience}</h2>${each(p.positions, q => `<p><b>${escape(q.title)}, ${escape(q.employer)}</b></p><p>${s.span(q)}</p>${list(q.duties)}`)}<h2>${s.heading.education}</h2>${each(p.education, e => `<p><b>${escape(e.degree)}</b>, ${escape(e.institution)}</p><p>${s.years(e)}</p>`)}<h2>${s.heading.skills}</h2>${list(p.skills)}`),
  // All of an entry's header on one line, with bars.
  bars: (p, s) => html('.n{font-size:18pt}h2{font-size:12pt;text-transform:uppercase}.c{text-align:center}',
    `<p class="c n">${escape(p.name)}</p><p class="c">${p.email} | ${p.phone}</p><h2>${s.heading.experience}</h2>${each(p.positions, q => `<p><b>${escape(q.title)}</b> | ${escape(q.employer)} | ${q.place} | ${s.span(q)}</p>${list(q.duties)}`)}<h2>${s.heading.education}</h2>${each(p.education, e => `<p>${escape(e.degree)} | ${escape(e.institution)} | ${e.end}</p>`)}<h2>${s.heading.skills}</h2><p>${p.skills.map(escape).join(' | ')}</p>`),
};

const tex = text => text.replace(/[&%#_$]/g, c => `\\${c}`).replace(/’/g, "'").replace(/–/g, '--').replace(/—/g, '---');
const latex = body => `\\documentclass[10pt,a4paper]{article}\\usepackage[T1]{fontenc}\\usepackage[utf8]{inputenc}\\usepackage{mathptmx}\\usepackage[margin=18mm]{geometry}\\pagestyle{empty}\\setlength{\\parindent}{0pt}\\begin{document}${body}\\end{document}`;
const items = list => `\\begin{itemize}\\setlength{\\itemsep}{0pt}${list.map(i => `\\item ${tex(i)}`).join('')}\\end{itemize}`;
const latex_ = {
  article: (p, s) => latex(`\\begin{center}{\\Huge\\scshape ${tex(p.name)}}\\\\[2pt]${tex(p.phone)} $|$ ${tex(p.email)} $|$ ${tex(p.place)}\\end{center}
\\section*{${s.heading.experience}}${each(p.positions, q => `\\textbf{${tex(q.title)}} \\hfill ${tex(s.span(q))}\\\\\\textit{${tex(q.employer)}} \\hfill \\textit{${tex(q.place)}}${items(q.duties)}`)}
\\section*{${s.heading.education}}${each(p.education, e => `\\textbf{${tex(e.institution)}} \\hfill ${tex(e.place)}\\\\\\textit{${tex(e.degree)}} \\hfill ${tex(s.years(e))}\\par\\smallskip `)}
\\section*{${s.heading.skills}}${tex(p.skills.join(', '))}`),
  // As the class moderncv: dates on the left, title in bold, employer in italics, on one line.
  modern: (p, s) => latex(`{\\LARGE ${tex(p.name)}}\\hfill ${tex(p.phone)}\\\\{\\large\\itshape ${tex(p.title)}}\\hfill ${tex(p.email)}\\par\\bigskip
\\textbf{\\large ${s.heading.experience}}\\par\\smallskip ${each(p.positions, q => `\\begin{tabular}{@{}p{36mm}p{125mm}@{}}${tex(s.span(q))} & \\textbf{${tex(q.title)}}, \\textit{${tex(q.employer)}}, ${tex(q.place)}.\\\\ & ${q.duties.map(d => tex(d)).join('. ')}.\\end{tabular}\\par\\smallskip `)}
\\bigskip\\textbf{\\large ${s.heading.education}}\\par\\smallskip ${each(p.education, e => `\\begin{tabular}{@{}p{36mm}p{125mm}@{}}${tex(s.years(e))} & \\textbf{${tex(e.degree)}}, \\textit{${tex(e.institution)}}.\\end{tabular}\\par\\smallskip `)}
\\bigskip\\textbf{\\large ${s.heading.skills}}\\par\\smallskip ${tex(p.skills.join('; '))}`),
};

const text = (p, s, entry, school, skills = k => k.join(', '), head = q => `${q.name}\n${q.email} | ${q.phone} | ${q.place}`) =>
  `${head(p)}\n\n${s.heading.experience.toUpperCase()}\n${p.positions.map(entry).join('\n')}\n\n${s.heading.education.toUpperCase()}\n${p.education.map(school).join('\n')}\n\n${s.heading.skills.toUpperCase()}\n${skills(p.skills)}\n`;
const dots = list => list.map(i => `• ${i}`).join('\n');
const text_ = {
  datesFirst: (p, s) => text(p, s, q => `${s.span(q)}\n• ${q.title}, ${q.employer}\n${dots(q.duties)}`, e => `${s.years(e)}\n• ${e.degree}, ${e.institution}`),
  undated: (p, s) => text(p, s, q => `${q.title}\n${q.employer}\n${q.duties.map(d => ` • ${d}`).join('\n')}\n`, e => `${e.degree}\n${e.institution}`, k => k.join('\n')),
  fourLines: (p, s) => text(p, s, q => `${q.employer}\n${q.place}\n${q.title}\n${s.span(q)}\n${q.duties.map(d => `${d}.`).join('\n')}\n`, e => `${e.institution}\n${e.degree}\n${e.end}\n`),
  unfilled: (p, s) => text(p, s, q => `${q.title}, ${q.employer}\n${s.month(q.start).replace(/\d{4}/, '20XX').replace(/^\d\d\//, 'MM/')} – ${q.end ? s.month(q.end).replace(/\d{4}/, '20XX').replace(/^\d\d\//, 'MM/') : s.heading.now}\n${q.duties.map(d => `${d}.`).join('\n')}\n`, e => `20XX - 20XX\n${e.degree}, ${e.institution}`, k => k.join('\n'), q => `${q.name}\n${q.title}\n${q.phone}\n${q.email}`),
  hours: (p, s) => text(p, s, q => `${q.title} (${p.language === 'en' ? '30 hours per week' : '30 heures par semaine'})\n${s.span(q)}\n${q.employer} - ${q.place}\n${q.duties.map(d => ` ${d}`).join('\n')}`, e => `${e.degree} - ${e.institution} - ${e.end}`, k => k.map(i => `- ${i}`).join('\n')),
  roles: (p, s) => text(p, s, (q, i) => `${i === 0 ? `${q.employer} (${q.place})\n` : ''}${q.title}, ${s.span(q)}\n${q.duties.map(d => `- ${d}`).join('\n')}`, e => `${e.institution}, ${e.place}\n${e.degree} (${s.years(e)})`),
  oneLine: (p, s) => text(p, s, q => `${s.span(q)} : ${q.title} ${p.language === 'en' ? 'at' : 'chez'} ${q.employer}, ${q.place}\n${q.duties.map(d => `- ${d}`).join('\n')}`, e => `${e.end} : ${e.degree}, ${e.institution}`, k => `${p.language === 'en' ? 'Main' : 'Principales'} : ${k.join(', ')}`),
};

const undated = p => ({ ...p, positions: p.positions.map(q => ({ ...q, start: null, end: null })), education: p.education.map(e => ({ ...e, start: null, end: null })) });
const oneEmployer = p => ({ ...p, positions: p.positions.map(q => ({ ...q, employer: p.positions[0].employer, place: p.positions[0].place })) });
const student = p => ({ ...p, positions: [] });

/** Layouts marked as held draw held-out persons only. */
export const layouts = [
  { name: 'sidebar', by: 'chromium', draw: html_.sidebar }, { name: 'rail', by: 'chromium', draw: html_.rail },
  { name: 'spaced', by: 'chromium', draw: html_.spaced }, { name: 'banner', by: 'weasyprint', draw: html_.banner, change: oneEmployer },
  { name: 'word', by: 'libreoffice', draw: html_.word }, { name: 'article', by: 'latex', draw: latex_.article },
  { name: 'dates-first', by: 'text', draw: text_.datesFirst }, { name: 'undated', by: 'text', draw: text_.undated, hide: undated },
  { name: 'four-lines', by: 'text', draw: text_.fourLines }, { name: 'unfilled', by: 'text', draw: text_.unfilled, hide: undated },
  { name: 'student', by: 'weasyprint', draw: (p, s) => html_.word(p, s).replace(new RegExp(`<h2>${s.heading.experience}</h2>`), ''), change: student },
  { name: 'rightbar', by: 'weasyprint', draw: html_.rightbar, held: true }, { name: 'bars', by: 'libreoffice', draw: html_.bars, held: true },
  { name: 'modern', by: 'latex', draw: latex_.modern, held: true }, { name: 'hours', by: 'text', draw: text_.hours, held: true },
  { name: 'roles', by: 'text', draw: text_.roles, change: oneEmployer, held: true }, { name: 'one-line', by: 'text', draw: text_.oneLine, held: true },
];
