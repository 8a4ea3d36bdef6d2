// Draws persons: what a CV is about, without its looks. The templates draw the looks. Held-out persons have trades, names, employers
// and schools of their own, so that a reader that learnt those of the other part by heart gains nothing.

/** A generator of numbers that gives the same persons each time (mulberry32). */
export function random(seed) {
  let a = seed >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (from, to) => from + Math.floor(next() * (to - from + 1));
  const pick = list => list[int(0, list.length - 1)];
  const some = (list, n) => {
    const rest = [...list];
    return Array.from({ length: Math.min(n, rest.length) }, () => rest.splice(int(0, rest.length - 1), 1)[0]);
  };
  return { int, pick, some, chance: p => next() < p };
}

const names = {
  en: {
    tuned: ['Grace Whitfield', 'Marcus Oyelaran', 'Priya Raman', 'Dylan Prescott', 'Hannah Lindqvist', 'Tobias Achterberg', "Siobhan O'Malley", 'Carlos Mendoza', 'Wei-Lin Zhao', 'Beatrix van Houten', 'Jamal Carter', 'Ingrid Solheim'],
    held: ['Rosalind Achebe', 'Kofi Mensah', 'Tamsin Hargreaves', 'Viktor Dragomir', 'Leilani Kahale', 'Owen McAllister', 'Yuki Tanabe', 'Adaeze Nwosu'],
  },
  fr: {
    tuned: ['Camille Rousselot', 'Bastien Le Goff', 'Amandine Chevallier', 'Yanis Belkacem', 'Marie-Laure Perrin', 'Quentin Dubreuil', 'Fatoumata Diarra', 'Éloïse Marchand', 'Théo Lemaître', 'Anne-Sophie de Kerven', 'Karim Haddouche', 'Solène Guyomard'],
    held: ['Ludivine Castagnier', 'Mamadou Sarr', 'Océane Tissot', 'Rémi Vauquelin', 'Hélène Boutonnet', 'Idriss Cherkaoui', 'Maëlys Thévenin', 'Gaëtan Delorme'],
  },
};

const places = {
  en: { tuned: ['Portland, OR', 'Leeds', 'Austin, TX', 'Dublin', 'Columbus, OH', 'Bristol'], held: ['Tucson, AZ', 'Glasgow', 'Raleigh, NC', 'Cork', 'Boise, ID'] },
  fr: { tuned: ['Rennes', 'Lyon', 'Lille', 'Montpellier', 'Angers', 'Nancy'], held: ['Limoges', 'Brest', 'Annecy', 'Tours', 'Pau'] },
};

// [titles, newest first], [employers], [duties], [skills], [[degree, school]]
const trades = {
  en: {
    tuned: [
      { titles: ['Charge Nurse', 'Registered Nurse', 'Nursing Assistant'], employers: ['St. Brigid Medical Center', 'Willow Creek Hospital', 'Evergreen Care Home'], duties: ['Coordinates the work of eleven nurses on a surgical ward', 'Gave medication and kept patient records up to date', 'Trained new colleagues in wound care', 'Assisted residents with meals and hygiene'], skills: ['Wound care', 'Triage', 'Patient education', 'IV therapy', 'Electronic health records', 'Infection control'], degrees: [['Bachelor of Science in Nursing', 'Marylhurst University'], ['Associate Degree in Nursing', 'Clackamas Community College']] },
      { titles: ['Head of Mathematics', 'Secondary School Teacher', 'Teaching Assistant'], employers: ['Ashcombe Academy', 'Riverside High School', 'Oakfield Primary School'], duties: ['Wrote the scheme of work for years seven to nine', 'Taught classes of 28 pupils in algebra and geometry', 'Ran the homework club twice a week', 'Supported pupils with special needs'], skills: ['Curriculum design', 'Classroom management', 'Google Classroom', 'Safeguarding', 'Lesson planning'], degrees: [['BSc Mathematics', 'University of Leeds'], ['PGCE Secondary Education', 'Leeds Trinity University']] },
      { titles: ['Senior Accountant', 'Staff Accountant', 'Accounts Payable Clerk'], employers: ['Harlow & Finch LLP', 'Bramble Foods Ltd', 'Cobalt Freight Inc.'], duties: ['Closes the books of four entities each month', 'Reconciled bank accounts and prepared the audit file', 'Processed 300 supplier invoices a week', 'Cut the time of the month-end close by two days'], skills: ['Financial reporting', 'QuickBooks', 'Excel', 'IFRS', 'Accounts payable', 'SAP'], degrees: [['Bachelor of Business Administration', 'University of Texas at Austin'], ['ACCA Qualification', 'Kaplan Financial']] },
      { titles: ['Sous Chef', 'Line Cook', 'Kitchen Porter'], employers: ['The Brass Kettle', "Nonna Pia's", 'Harborview Hotel'], duties: ['Runs the pass on weekends and orders fresh fish', 'Prepared sauces and starters for 120 guests a night', 'Kept the kitchen clean and the dishes moving', 'Reduced food waste by a fifth'], skills: ['Menu planning', 'Knife skills', 'HACCP', 'Pastry', 'Stock rotation'], degrees: [['Diploma in Culinary Arts', 'Ballymaloe Cookery School']] },
      { titles: ['Shift Lead', 'Forklift Operator', 'Warehouse Associate'], employers: ['Pinnacle Distribution', 'Redwood Supply Co.', 'Swiftline Parcels'], duties: ['Leads a shift of nine pickers', 'Loaded and unloaded trucks with a reach truck', 'Packed orders and counted stock', 'Wrote the safety briefing for newcomers'], skills: ['Forklift licence', 'Inventory control', 'RF scanners', 'Manual handling'], degrees: [['High School Diploma', 'Lincoln High School']] },
      { titles: ['Staff Software Engineer', 'Backend Developer', 'Junior Developer'], employers: ['Quillworks', 'Lumen Analytics', 'Paperplane Software'], duties: ['Designed the event store behind the billing product', 'Moved nine services from a monolith to containers', 'Fixed bugs in the customer portal', 'Mentored three interns'], skills: ['Go', 'PostgreSQL', 'Kubernetes', 'gRPC', 'Terraform', 'Amazon Web Services'], degrees: [['M.S. Computer Science', 'Oregon State University'], ['B.S. Computer Engineering', 'Portland State University']] },
    ],
    held: [
      { titles: ['Master Electrician', 'Journeyman Electrician', 'Electrical Apprentice'], employers: ['Saguaro Power Services', 'Boltline Contracting LLC', 'Mesa Wiring Group'], duties: ['Plans the wiring of hospitals and schools', 'Installed switchgear and lighting in office towers', 'Pulled cable and bent conduit under supervision', 'Passed every inspection at the first visit'], skills: ['Conduit bending', 'Blueprint reading', 'PLC troubleshooting', 'NEC code', 'Motor controls'], degrees: [['Certificate in Electrical Technology', 'Pima Community College']] },
      { titles: ['Associate Attorney', 'Paralegal', 'Legal Intern'], employers: ['Thornbury Dale LLP', 'Pell & Osgood', 'Citizens Advice Bureau'], duties: ['Argues landlord cases before the county court', 'Drafted contracts and summarised case law', 'Answered calls from tenants', 'Organised the disclosure of 40,000 documents'], skills: ['Contract law', 'Legal research', 'Westlaw', 'Negotiation', 'Due diligence'], degrees: [['Juris Doctor', 'Duke University School of Law'], ['BA Political Science', 'University of Glasgow']] },
      { titles: ['Front Office Manager', 'Receptionist', 'Night Porter'], employers: ['Lochside Inn', 'Grand Meridian Hotel', 'Cedar Park Dental'], duties: ['Manages eight receptionists on three shifts', 'Welcomed guests and took payments', 'Carried luggage and locked up at night', 'Raised the review score from 7.9 to 8.8'], skills: ['Opera PMS', 'Guest relations', 'Cash handling', 'Scheduling'], degrees: [['HND Hospitality Management', 'City of Glasgow College']] },
      { titles: ['Marketing Director', 'Brand Manager', 'Marketing Coordinator'], employers: ['Foxglove Cosmetics', 'Juniper Beverages', 'Tidewater Media'], duties: ['Directs a budget of two million dollars', 'Launched a line of sparkling teas in six states', 'Scheduled posts and wrote the newsletter', 'Doubled the share of organic traffic'], skills: ['Brand strategy', 'Google Analytics', 'Copywriting', 'Media buying', 'HubSpot'], degrees: [['MBA', 'Wake Forest University'], ['Bachelor of Arts in Communication', 'Boise State University']] },
    ],
  },
  fr: {
    tuned: [
      { titles: ['Infirmière coordinatrice', 'Infirmière de bloc opératoire', 'Aide-soignante'], employers: ['CHU de Rennes', 'Clinique des Ormeaux', 'EHPAD Les Glycines'], duties: ['Coordination des soins de deux unités', "Préparation des patients avant l'intervention", 'Aide à la toilette et aux repas', 'Tutorat des étudiants en soins infirmiers'], skills: ['Pansements complexes', 'Soins palliatifs', 'Hygiène hospitalière', 'Transmissions ciblées', 'Prise de sang'], degrees: [["Diplôme d'État d'infirmier", 'IFSI de Rennes'], ['Baccalauréat ST2S', 'Lycée Jean Macé']] },
      { titles: ['Professeur des écoles', 'Enseignant remplaçant', "Animateur périscolaire"], employers: ['École primaire Jules-Ferry', "Rectorat de l'académie de Lyon", 'Mairie de Villeurbanne'], duties: ['Enseignement en classe de CM1 et CM2', 'Remplacements dans douze écoles', 'Animation des ateliers du soir', "Suivi d'élèves en difficulté"], skills: ['Pédagogie différenciée', 'Gestion de classe', 'Tableau numérique', 'Évaluation'], degrees: [["Master MEEF premier degré", 'Université Claude-Bernard Lyon 1'], ['Licence de lettres modernes', 'Université Lumière Lyon 2']] },
      { titles: ['Chef comptable', 'Comptable fournisseurs', 'Assistant comptable'], employers: ['Fiduciaire du Nord', 'Transports Vandamme', 'Groupe Lesaffre-Morel'], duties: ['Clôture mensuelle de trois sociétés', 'Saisie et règlement des factures', "Établissement des déclarations de TVA", "Encadrement d'une équipe de quatre personnes"], skills: ['Sage', 'Cegid', 'Consolidation', 'Fiscalité', 'Excel'], degrees: [['DCG', 'Lycée Gaston Berger'], ['BTS Comptabilité et gestion', 'Lycée Baggio']] },
      { titles: ['Chef de partie', 'Commis de cuisine', 'Apprenti cuisinier'], employers: ['Le Comptoir des Halles', 'Brasserie Georges', 'Auberge du Moulin'], duties: ['Responsable du poste chaud', 'Mise en place et épluchage', 'Préparation des desserts à la carte', 'Service de 90 couverts le midi'], skills: ['Cuisson sous vide', 'Dressage', 'HACCP', 'Pâtisserie'], degrees: [['CAP Cuisine', 'Lycée hôtelier de Lille'], ['BEP Métiers de la restauration', "CFA de Marcq-en-Barœul"]] },
      { titles: ['Directrice artistique', 'Graphiste', 'Maquettiste junior'], employers: ['Studio Pamplemousse', 'Agence Nuit Blanche', 'Imprimerie Daubigny'], duties: ["Création de l'identité visuelle de quinze marques", "Mise en page d'un magazine mensuel", 'Retouche photo pour le catalogue', 'Suivi de la fabrication avec les imprimeurs'], skills: ['InDesign', 'Illustrator', 'Typographie', 'Photoshop', 'Figma'], degrees: [['DNMADE Graphisme', 'École Estienne'], ['Baccalauréat STD2A', 'Lycée Auguste Renoir']] },
      { titles: ['Responsable de magasin', 'Vendeuse conseil', 'Hôtesse de caisse'], employers: ['Maison Bérard', 'Galerie du Livre', 'Supermarché Casino'], duties: ['Gestion des plannings de huit vendeurs', 'Accueil et conseil de la clientèle', 'Encaissement et tenue de la caisse', 'Inventaire annuel du rayon'], skills: ['Merchandising', 'Gestion des stocks', 'Fidélisation', 'Encaissement'], degrees: [['BTS Management commercial opérationnel', 'Lycée Saint-Aubin'], ['Bac professionnel Commerce', 'Lycée La Providence']] },
    ],
    held: [
      { titles: ["Chef d'équipe électricien", 'Électricien du bâtiment', 'Apprenti électricien'], employers: ['Voltaire Énergie', 'SARL Bonnefoy', 'Entreprise Marquis & Fils'], duties: ['Organisation de chantiers tertiaires', 'Tirage de câbles et pose de tableaux', 'Dépannage chez les particuliers', 'Contrôle de conformité avant mise en service'], skills: ['Habilitation BR', 'Lecture de plans', 'Domotique', 'Courants faibles'], degrees: [['Bac professionnel MELEC', 'Lycée Turgot'], ['CAP Électricien', 'CFA de Limoges']] },
      { titles: ['Avocate collaboratrice', 'Juriste en droit social', 'Élève avocate'], employers: ['Cabinet Morvan et Associés', 'Banque Populaire Grand Ouest', 'Tribunal judiciaire de Brest'], duties: ['Plaidoiries devant le conseil de prud’hommes', 'Rédaction de contrats et de notes', 'Recherches de jurisprudence', 'Négociation de ruptures conventionnelles'], skills: ['Droit du travail', 'Contentieux', 'Rédaction juridique', 'Dalloz'], degrees: [['Master 2 Droit social', 'Université de Bretagne Occidentale'], ['CAPA', 'École des avocats du Grand Ouest']] },
      { titles: ['Pharmacienne adjointe', 'Préparatrice en pharmacie', 'Stagiaire en officine'], employers: ['Pharmacie du Lac', 'Hôpital de Rumilly', 'Pharmacie Saint-François'], duties: ['Délivrance des ordonnances', 'Préparation des piluliers', 'Gestion des commandes auprès des grossistes', 'Conseil en parapharmacie'], skills: ['Pharmacovigilance', 'LGPI', 'Préparations magistrales', 'Tiers payant'], degrees: [["Diplôme d'État de docteur en pharmacie", 'Université Grenoble Alpes'], ['Brevet professionnel de préparateur', 'CFA de Groisy']] },
      { titles: ['Conducteur de travaux', 'Chef de chantier', 'Maçon'], employers: ['Bouyer Constructions', 'Eiffage Loire', 'Les Compagnons Tourangeaux'], duties: ['Suivi de trois chantiers de logements', 'Planification des équipes et du matériel', 'Coulage de dalles et montage de murs', 'Réception des ouvrages avec le client'], skills: ['MS Project', 'Métré', 'Sécurité chantier', 'AutoCAD'], degrees: [['DUT Génie civil', 'IUT de Tours'], ['CAP Maçonnerie', 'Lycée Arsonval']] },
    ],
  },
};

const headers = {
  en: { summary: 'Summary', words: 'Dependable colleague who likes clear goals and calm teams.' },
  fr: { summary: 'Profil', words: 'Personne fiable qui aime les objectifs clairs et les équipes calmes.' },
};

const phones = {
  en: r => r.pick([`(${r.int(201, 989)}) 555-01${r.int(10, 99)}`, `+1 ${r.int(201, 989)} 555 01${r.int(10, 99)}`, `+44 7700 900${r.int(100, 999)}`, `${r.int(201, 989)}.555.01${r.int(10, 99)}`]),
  fr: r => r.pick([`06 39 98 ${r.int(10, 99)} ${r.int(10, 99)}`, `+33 6 39 98 ${r.int(10, 99)} ${r.int(10, 99)}`, `06.39.98.${r.int(10, 99)}.${r.int(10, 99)}`]),
};

/** @returns a person; `positions` newest first, dates as { year, month }, the end of the current one null. */
export function person(seed, language, held) {
  const r = random(seed);
  const part = held ? 'held' : 'tuned';
  const name = names[language][part][seed % names[language][part].length];
  const trade = trades[language][part][Math.floor(seed / 2) % trades[language][part].length];
  const [first, ...last] = name.split(' ');
  const plain = text => text.normalize('NFD').replace(/[^A-Za-z]/g, '').toLowerCase();
  const email = `${r.pick([`${plain(first)}.${plain(last.join(''))}`, `${plain(first)[0]}${plain(last.join(''))}`, `${plain(last.join(''))}${r.int(10, 99)}`])}@example.${r.pick(['org', 'com', 'net'])}`;
  const employers = r.some(trade.employers, 3);
  const duties = r.some(trade.duties, 4);
  const town = () => r.pick(places[language][part]);
  let month = (2026 * 12) + 10 - (r.chance(0.6) ? 0 : r.int(3, 20));
  const current = month === (2026 * 12) + 10;
  const count = r.int(2, 3);
  const positions = [];
  for (let i = 0; i < count; i++) {
    const length = r.int(14, 50);
    const at = m => ({ year: Math.floor(m / 12), month: (m % 12) + 1 });
    positions.push({
      title: trade.titles[i], employer: employers[i], place: town(), start: at(month - length), end: i === 0 && current ? null : at(month),
      duties: duties.slice(i, i + r.int(1, 2)),
    });
    month -= length + r.int(1, 4);
  }
  let year = positions.at(-1).start.year;
  const education = trade.degrees.map(([degree, institution]) => ({ degree, institution, place: town(), end: year, start: (year -= 3) }));
  return {
    language, name, email, phone: phones[language](r), place: town(), title: trade.titles[0], summary: headers[language].words,
    positions, education, skills: r.some(trade.skills, r.int(3, trade.skills.length)),
    languages: language === 'en' ? ['English (native)', 'Spanish (basic)'] : ['Français (langue maternelle)', 'Anglais (B2)'],
  };
}
