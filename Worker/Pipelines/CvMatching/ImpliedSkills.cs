using System.Collections.Frozen;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>Skills that imply other skills: a React developer writes JavaScript, even if the CV omits it.</summary>
internal static class ImpliedSkills
{
    private static readonly FrozenDictionary<string, string[]> Implied = new (string Implied, string By)[]
    {
        ("SQL", "PostgreSQL|MySQL|MariaDB|SQL Server|Oracle|SQLite|T-SQL|PL/SQL"),
        ("JavaScript", "TypeScript|React|React Native|Next.js|Angular|Vue.js|Nuxt.js|Node.js|Express|NestJS|Svelte|jQuery"),
        ("Python", "Django|Flask|FastAPI|NumPy|pandas|PyTorch|Keras|scikit-learn"),
        ("Java", "Spring|Spring Boot|Hibernate"),
        ("C#", "ASP.NET|Entity Framework"),
        (".NET", "ASP.NET|Entity Framework"),
        ("PHP", "Laravel|Symfony"),
        ("Ruby", "Ruby on Rails"),
        ("React", "Next.js|React Native"),
        ("Vue.js", "Nuxt.js"),
        ("Spring", "Spring Boot"),
        ("CSS", "Sass|Tailwind CSS|Bootstrap"),
        ("Git", "GitHub|GitLab|GitHub Actions|GitLab CI"),
        ("CI/CD", "GitHub Actions|GitLab CI|Jenkins"),
    }
    .SelectMany(pair => pair.By.Split('|').Select(by => (by, pair.Implied)))
    .GroupBy(pair => pair.by, pair => pair.Implied, StringComparer.OrdinalIgnoreCase)
    .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Names => Implied.Keys.Concat(Implied.Values.SelectMany(names => names)).Distinct();

    /// <summary>The skills, and the skills that they imply.</summary>
    public static HashSet<string> With(IEnumerable<string> skills)
    {
        var all = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<string>(skills);
        while (open.TryPop(out string? skill))
        {
            if (all.Add(skill) && Implied.TryGetValue(skill, out string[]? implied))
            {
                foreach (string name in implied)
                {
                    open.Push(name);
                }
            }
        }

        return all;
    }
}
