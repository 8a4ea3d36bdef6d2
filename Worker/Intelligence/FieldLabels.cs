using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>What a label says about the text beside it.</summary>
internal enum EntryField { Title, Employer, Dates, Place, Degree, Institution, Remark }

/// <param name="Fields">The labelled texts; of remarks the last one.</param>
/// <param name="Body">The other lines of the entry, and its remarks.</param>
internal sealed record LabelledEntry(Dictionary<EntryField, string> Fields, List<string> Body)
{
    public string? this[EntryField field] => Fields.GetValueOrDefault(field);
}

/// <summary>
/// Entries whose lines say what they are: "Employer: Lakeside Hospital", "Poste occupé    Infirmière", and the rows of a table with such words
/// in its first row. A label that comes again begins the next entry.
/// </summary>
internal static partial class FieldLabels
{
    private static readonly FrozenDictionary<string, EntryField> Labels = Build(
        (EntryField.Title, "title,job title,position,position held,designation,role,occupation or position held,poste,poste occupe,intitule du poste,fonction,fonctions,fonction ou poste occupe,emploi,emploi occupe,metier"),
        (EntryField.Employer, "employer,employer name,company,company name,organization,organisation,name of employer,name and address of employer,entreprise,employeur,societe,nom de l'entreprise,nom de l'employeur,nom et adresse de l'employeur,structure"),
        (EntryField.Dates, "dates,date,duration,period,tenure,year,years,year of passing,passing year,periode,annee,annees,duree,dates (de - a),dates (from - to)"),
        (EntryField.Place, "location,place,city,country,lieu,localite,ville,pays"),
        (EntryField.Degree, "degree,qualification,qualifications,course,exam,examination,certificate,title of qualification awarded,diplome,diplomes,diplome obtenu,intitule du diplome,intitule du certificat ou diplome delivre,formation"),
        (EntryField.Institution, "institution,institute,school,college,university,school/college,college/university,institute/university,board/university,university/board,etablissement,ecole,organisme,organisme de formation,nom et type de l'etablissement,"
            + "nom et type de l'etablissement d'enseignement ou de formation,name and type of organisation providing education and training"),
        (EntryField.Remark, "responsibilities,key responsibilities,duties,job responsibilities,main activities and responsibilities,type of business or sector,business or sector,team size,supervisor,salary,hours per week,percentage,marks,grade,result,cgpa,gpa,"
            + "percentage/cgpa,level in national or international classification,principal subjects/occupational skills covered,missions,taches,activites,activites principales,principales activites et responsabilites,type ou secteur d'activite,secteur,"
            + "mention,niveau,niveau dans la classification nationale ou internationale,principales matieres/competences professionnelles couvertes"));

    private static readonly EntryField[] Beginning = [EntryField.Title, EntryField.Employer, EntryField.Dates, EntryField.Degree, EntryField.Institution];

    /// <summary>What a whole text says as a label or as the head of a column.</summary>
    public static EntryField? Of(string text) =>
        text.Length <= 90 && Labels.TryGetValue(TextLines.FoldSpaces(TextFold.Fold(text).Replace('’', '\'')).Trim(' ', ':', '.', '*'), out var field) ? field : null;

    /// <summary>Whether cells are the first row of a table: each is a label, and two or more name what an entry is about.</summary>
    public static bool AreHeads(IReadOnlyList<string> cells)
    {
        var fields = cells.Select(Of).ToList();
        return cells.Count >= 3 && fields.TrueForAll(f => f is not null) && fields.OfType<EntryField>().Distinct().Count(f => f is EntryField.Title or EntryField.Employer or EntryField.Degree or EntryField.Institution or EntryField.Dates) >= 2;
    }

    /// <summary>The entries, if two kinds of names in most of them are labelled, else none.</summary>
    public static List<LabelledEntry> Entries(IReadOnlyList<string> lines, EntryField first, EntryField second)
    {
        var entries = new List<LabelledEntry>();
        foreach (var line in WithTables(lines).Select(l => l.Trim()).Where(l => l.Length > 0))
        {
            var match = Labelled().Match(TextLines.WithoutBullet(line));
            var field = match.Success ? Of(match.Groups["label"].Value) : Of(line) is EntryField.Remark ? EntryField.Remark : null;
            if (field is null || !match.Success)
            {
                if (entries.Count > 0 && field is null) entries[^1].Body.Add(line);
                continue;
            }

            if (entries.Count == 0 || (Beginning.Contains(field.Value) && entries[^1].Fields.ContainsKey(field.Value))) entries.Add(new LabelledEntry([], []));
            if (!entries[^1].Fields.TryAdd(field.Value, match.Groups["value"].Value.Trim())) entries[^1].Fields[field.Value] = match.Groups["value"].Value.Trim();
            if (field is EntryField.Remark) entries[^1].Body.Add(match.Groups["value"].Value.Trim());
        }

        return entries.Count(e => e[first] is not null && e[second] is not null) * 2 > entries.Count ? entries : [];
    }

    private static IEnumerable<string> WithTables(IReadOnlyList<string> lines)
    {
        string[] heads = [];
        foreach (var line in lines)
        {
            var cells = TextLines.Cells(line);
            if (AreHeads(cells)) heads = cells;
            else if (heads.Length > 0 && cells.Length == heads.Length)
                for (var n = 0; n < cells.Length; n++) yield return $"{heads[n]}: {cells[n]}";
            else yield return line;
        }
    }

    private static FrozenDictionary<string, EntryField> Build(params (EntryField Field, string Labels)[] fields) =>
        fields.SelectMany(f => f.Labels.Split(',').Select(label => KeyValuePair.Create(label, f.Field))).ToFrozenDictionary();

    [GeneratedRegex(@"^(?<label>\p{L}[^:\t]{1,90}?)(?:\s*:\s*|\t\s*|\s{2,})(?<value>\S.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Labelled();
}
