// Sample files for the pipelines that take only files. The people are invented.

const DEVELOPER = `# Jeanne Moreau

Développeuse full stack
jeanne.moreau@example.com | 06 11 22 33 44 | Lyon

## Profil

Développeuse depuis sept ans, du prototype à la production, avec un goût pour les API bien dessinées.

## Expérience

### Développeuse full stack | Nuage SAS | 2020 - aujourd'hui

- Conception d'une API de paiement en Python et FastAPI, 2 millions d'appels par jour
- Passage de l'application web à React et TypeScript
- Déploiement sur Kubernetes, temps de mise en ligne divisé par quatre

### Développeuse web | Atelier Numérique | 2017 - 2020

- Boutiques en ligne avec Django et PostgreSQL
- Tests automatiques avec Playwright

## Formation

Master informatique | Université Lyon 1 | 2017

## Compétences

Python, FastAPI, Django, TypeScript, React, PostgreSQL, Docker, Kubernetes

## Langues

Français (langue maternelle), anglais (C1)
`;

const ANALYST = `Omar Haddad
Data Analyst
omar.haddad@example.com | +44 20 7946 0123 | London

SUMMARY
Analyst with five years in retail, who turns sales data into decisions.

EXPERIENCE

Data Analyst | Northwind Retail | 2021 - Present
- Built the weekly sales forecast in Python and SQL, error down by 18%
- Maintains 40 Power BI reports for 300 users

Junior Analyst | Harbour Foods | 2019 - 2021
- Automated stock reports with Excel and SQL

EDUCATION
BSc Statistics | University of Leeds | 2019

SKILLS
Python, SQL, Power BI, Excel, Statistics, Pandas

LANGUAGES
English (native), Arabic (fluent), French (B1)
`;

const NURSE = `<!doctype html>
<html lang="en">
<title>Curriculum vitae</title>
<h1>Maria Santos</h1>
<p>Registered Nurse<br>maria.santos@example.com | +1 (555) 010-7788 | Boston, MA</p>
<h2>Experience</h2>
<h3>Registered Nurse | Harbor General Hospital | 2018 - Present</h3>
<ul><li>Intensive care of up to four patients a shift</li><li>Trains new colleagues in medication administration</li></ul>
<h2>Education</h2>
<p>BSN Nursing | Boston College | 2018</p>
<h2>Skills</h2>
<p>Intensive care, Medication administration, Wound care, First aid</p>
</html>
`;

const FILES = {
  'cv-parse': () => ({
    files: [
      new File([DEVELOPER], 'jeanne-moreau.md', { type: 'text/markdown' }),
      new File([ANALYST], 'omar-haddad.txt', { type: 'text/plain' }),
      new File([NURSE], 'maria-santos.html', { type: 'text/html' }),
    ],
  }),
};

/** An input to try a pipeline with, or null. */
export const sampleFiles = (pipeline) => (Object.hasOwn(FILES, pipeline) ? FILES[pipeline]() : null);
