using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Tests.Worker.ResumeTailoring;

/// <summary>A résumé as text, with the profile that a reader makes of it.</summary>
internal sealed record Sample(string Text, CvProfile Cv);

/// <summary>Résumés and postings of several trades, written by hand, and others generated from a seed.</summary>
internal static class Samples
{
    public static readonly DateOnly Today = new(2025, 6, 15);

    public static Sample Engineer { get; } = Read("""
        JANE ROE
        Software Engineer
        jane.roe@example.org | +1 (555) 010-0199 | Austin, TX | https://github.com/janeroe

        SUMMARY
        Software engineer with 6+ years of experience building web services.
        Hard-working team player.

        EXPERIENCE

        Senior Software Engineer | Blue Harbor Inc. | Mar 2021 - Present
        - Mentored 3 junior developers
        - Responsible for managing a team of 4 and overseeing the release calendar
        - Reduced API latency by 40% with Redis caching and Kafka
          across all regions

        Software Engineer | Pinecone Labs | 06/2018 - Feb 2021
        - Wrote internal documentation
        - Built REST services in Go and PostgreSQL
        - Responsible for building maintenance dashboards

        EDUCATION
        B.S. Computer Science | State University | 2018

        SKILLS
        Languages: Python, TypeScript, Go
        Tools: Docker, Git, Terraform

        References available upon request
        """, "en", "JANE ROE", "Software Engineer", ["Python", "TypeScript", "Go", "Docker", "Git", "Terraform", "Redis", "Kafka", "PostgreSQL"], 7,
        [new("Senior Software Engineer", "Blue Harbor Inc.", null, new(2021, 3), null, true, ["Mentored 3 junior developers"]),
         new("Software Engineer", "Pinecone Labs", null, new(2018, 6), new(2021, 2), false, ["Built REST services in Go and PostgreSQL"])],
        new ContactDetails { Email = "jane.roe@example.org", Phone = "+1 (555) 010-0199", Location = "Austin, TX", Links = ["https://github.com/janeroe"] });

    public static JobPosting BackendPosting { get; } = new()
    {
        Language = "en",
        Title = "Senior Backend Engineer",
        Company = "Acme",
        MinimumYears = 5,
        Skills = ["Go", "PostgreSQL", "Kafka", "Terraform", "Rust"],
        Requirements =
        [
            new(RequirementKind.MustHave, "5+ years with Go and PostgreSQL", ["Go", "PostgreSQL"], 5),
            new(RequirementKind.MustHave, "Kafka or Rust", ["Kafka", "Rust"], null),
            new(RequirementKind.NiceToHave, "Terraform", ["Terraform"], null),
        ],
        Responsibilities = ["Reduce latency of our services", "Design caching and messaging"],
    };

    public static Sample Infirmiere { get; } = Read("""
        Camille Durand
        camille.durand@exemple.fr
        06 12 34 56 78
        Lyon

        EXPÉRIENCE PROFESSIONNELLE

        Infirmière - Hôpital Saint-Luc - mars 2017 à aujourd'hui
        • Participation aux réunions de service
        • Responsable de la gestion des stocks de médicaments
        • Soins aux patients en réanimation, 12 lits

        Infirmière - Clinique du Parc - septembre 2014 à février 2017
        • Administration des traitements et surveillance des patients

        FORMATION
        Diplôme d'État d'infirmier - IFSI de Lyon - 2014

        COMPÉTENCES
        Pansements, transmissions, soins palliatifs, prélèvements
        """, "fr", "Camille Durand", "Infirmière", [], 10,
        [new("Infirmière", "Hôpital Saint-Luc", null, new(2017, 3), null, true, ["Soins aux patients en réanimation, 12 lits"]),
         new("Infirmière", "Clinique du Parc", null, new(2014, 9), new(2017, 2), false, ["Administration des traitements"])],
        new ContactDetails { Email = "camille.durand@exemple.fr", Phone = "06 12 34 56 78", Location = "Lyon" });

    public static JobPosting PostingInfirmiere { get; } = new()
    {
        Language = "fr",
        Title = "Infirmière en réanimation (H/F)",
        Company = "CHU",
        Requirements =
        [
            new(RequirementKind.MustHave, "Soins palliatifs et prélèvements", [], null),
            new(RequirementKind.MustHave, "Surveillance des patients en réanimation", [], null),
            new(RequirementKind.MustHave, "Conduite d'un véhicule sanitaire", [], null),
        ],
    };

    private static readonly string[] AllSkills = ["Python", "Go", "SQL", "Excel", "SAP", "Kubernetes", "Triage", "Payroll", "C#", "Node.js", "Salesforce", "Audit"];
    private static readonly string[] Titles = ["Accountant", "Staff Nurse", "Sales Manager", "Data Engineer", "Senior Accountant", "Project Manager"];
    private static readonly string[] Organisations = ["Northwind", "City Hospital", "Acme & Sons", "Blue Harbor Inc.", "Mairie de Lyon"];
    private static readonly string[] Phrases =
    [
        "Responsible for managing accounts of {0} clients", "Increased sales by {0}% with {1}", "Responsible for the {1} rollout",
        "Tasked with preparing reports in {1} and reviewing {0} files", "Successfully closed {0} audits", "Worked on {1}",
        "I managed {0} people", "Was responsible for planning and reporting", "Saved ${0}k by moving to {1}", "In charge of training new staff on {1}",
        "The quick, (brown) fox: {1}; {0}", "", "Scienti\uFB01c analysis with {1}", "Duties included ensuring quality and supervising {0} nurses",
    ];

    /// <summary>A résumé of any shape: sections may be missing, lists labelled or not, bullets of several kinds, odd characters.</summary>
    public static (Sample Resume, JobPosting Posting) Generate(int seed)
    {
        var random = new Random(seed);
        T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
        bool Chance(double p) => random.NextDouble() < p;
        string[] Some(int most) => [.. AllSkills.OrderBy(_ => random.Next()).Take(random.Next(most + 1))];
        string Month(int year) => Pick<string>([$"{year}", $"{random.Next(1, 13):00}/{year}", $"Mar {year}", $"September {year}"]);

        List<string> lines = ["Alex Doe"];
        var title = Pick(Titles);
        if (Chance(0.6)) lines.Add(title);
        lines.AddRange(["alex@example.com | 555-010-0123", ""]);
        if (Chance(0.6)) lines.AddRange(["SUMMARY", $"{title} with {random.Next(2, 20)} years of experience.", $"Highly motivated. Knows {Pick(AllSkills)}.", ""]);
        var positions = new List<Position>();
        if (Chance(0.9))
        {
            lines.Add(Pick<string>(["EXPERIENCE", "Experience:", "## Experience"]));
            for (var p = random.Next(4); p >= 0; p--)
            {
                var (role, organisation, year) = (Pick(Titles), Pick(Organisations), random.Next(2000, 2024));
                lines.Add($"{role} | {organisation} | {Month(year)} - {(Chance(0.3) ? "Present" : Month(year + 1))}");
                var marker = Pick<string>(["- ", "• ", "  * ", "\uF0B7 ", ""]);
                var highlights = Enumerable.Range(0, random.Next(6)).Select(_ => string.Format(Pick(Phrases), random.Next(2, 99), Pick(AllSkills))).ToList();
                foreach (var highlight in highlights)
                {
                    lines.Add(marker + highlight);
                    if (Chance(0.2)) lines.Add("    and continued the work on " + Pick(AllSkills));
                }
                positions.Add(new(role, organisation, null, new(year, null), new(year + 1, null), false, highlights));
                lines.Add("");
            }
        }
        if (Chance(0.7))
        {
            lines.Add(Pick<string>(["SKILLS", "Skills:"]));
            var separator = Pick<string>([", ", "; ", " | ", " • "]);
            if (Chance(0.4)) lines.AddRange([$"Core: {string.Join(separator, Some(5))}", $"Other: {string.Join(separator, Some(5))}"]);
            else if (Chance(0.5)) lines.Add(string.Join(separator, Some(8)));
            else lines.AddRange(Some(6).Select(s => "- " + s));
            lines.Add("");
        }
        if (Chance(0.5)) lines.AddRange(["EDUCATION", "B.A. Economics | State College | 1999", "References available upon request"]);

        var text = string.Join(Pick<string>(["\n", "\r\n"]), lines);
        string[] asked = Some(6), nice = Some(3);
        var posting = new JobPosting
        {
            Language = "en", Title = Pick(Titles), Company = "Initech", Skills = [.. asked.Union(nice)], MinimumYears = Chance(0.5) ? random.Next(1, 10) : null,
            Requirements = [.. asked.Select(s => new Requirement(RequirementKind.MustHave, $"Strong {s}", [s], null)), .. nice.Select(s => new Requirement(RequirementKind.NiceToHave, s, [s], null)),
                new(RequirementKind.MustHave, "Managing client accounts and audits", [], null)],
            Responsibilities = ["Increase sales", "Supervise staff and prepare quality reports"],
        };
        var shown = AllSkills.Where(s => text.Contains(s, StringComparison.Ordinal)).ToList();
        return (Read(text, "en", "Alex Doe", title, shown, random.Next(15), positions, new() { Email = "alex@example.com" }), posting);
    }

    public static Sample Read(string text, string language, string name, string? title, IReadOnlyList<string> skills, double years,
        IReadOnlyList<Position> positions, ContactDetails contact)
    {
        var sections = new List<CvSection>();
        var lines = new List<string>();
        var (kind, heading) = (CvSectionKind.Header, "");
        foreach (var line in text.Split('\n').Select(l => l.TrimEnd()))
        {
            if (KindOf(line.Trim(' ', '#', ':')) is { } next)
            {
                sections.Add(new(kind, heading, [.. lines]));
                (kind, heading) = (next, line);
                lines.Clear();
            }
            else lines.Add(line);
        }
        sections.Add(new(kind, heading, [.. lines]));
        return new(text, new CvProfile
        {
            Language = language, FullName = name, Title = title, Skills = skills, YearsOfExperience = years, Positions = positions, Contact = contact, Sections = sections,
        });
    }

    private static CvSectionKind? KindOf(string line) => line.ToUpperInvariant() switch
    {
        "SUMMARY" or "PROFIL" => CvSectionKind.Summary,
        "EXPERIENCE" or "EXPÉRIENCE PROFESSIONNELLE" => CvSectionKind.Experience,
        "EDUCATION" or "FORMATION" => CvSectionKind.Education,
        "SKILLS" or "COMPÉTENCES" => CvSectionKind.Skills,
        _ => null,
    };
}
