using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Tests.Worker.Intelligence;

public sealed class CvReaderTests
{
    private static CvProfile Read(string text) => new CvReader().Read(text, FieldScores.Today);

    private static double Years(string range) => Read($"Jane Roe\n\nEXPERIENCE\nEngineer, Acme\n{range}\n").YearsOfExperience;

    [Fact]
    public void AProfessionBelowTheNameIsNoPosition() =>
        Assert.Empty(Read("HUGO LUND\nJUNIOR LIFT FITTER | WINDOW FITTING | STAIR\nFITTING\nOslo, Norway | hugo.lund@example.org\n\nEDUCATION\nDiploma in Carpentry, Oslo Trade School\n2014 - 2016\n").Positions);

    [Theory]
    [InlineData("Jan 2020 – Dec 2021", 2)]
    [InlineData("01/2020 - 12/2021", 2)]
    [InlineData("2018-2020", 2)]
    [InlineData("depuis novembre 2024", 2.1)]
    [InlineData("de janvier 2018 à juin 2020", 2.5)]
    [InlineData("Sept. 2015 — aujourd'hui", 11.2)]
    [InlineData("from March 2019 to February 2020", 1)]
    [InlineData("2019/03 – 2020/02", 1)]
    [InlineData("Jan - Jun 2019", 0.5)]
    [InlineData("2015-18", 3)]
    [InlineData("09/21 - 08/22", 1)]
    [InlineData("Summer 2022", 0.2)]
    [InlineData("2017 (6 mois)", 0.5)]
    [InlineData("du 01/03/2019 au 29/02/2020", 1)]
    [InlineData("2024 -", 2.4)]
    public void DateRangesAreReadInManyForms(string range, double years) => Assert.Equal(years, Years(range), 1);

    [Fact]
    public void OverlappingPositionsCountOnce()
    {
        var profile = Read("EXPERIENCE\nEngineer, Acme, Jan 2018 - Dec 2020\n- Built.\nDeveloper, Beta, Jan 2020 - Dec 2021\n- Ran.\n");
        Assert.Equal(4.0, profile.YearsOfExperience);
        Assert.Equal(["Beta", "Acme"], profile.Positions.Select(p => p.Organisation));
        Assert.Equal(["Ran."], profile.Positions[0].Highlights);
    }

    [Fact]
    public void SchoolAndVoluntaryWorkAreNoYearsOfWork() =>
        Assert.Equal(0, Read("Jane Roe\n\nEDUCATION\nBSc, MIT, 2010 - 2014\n\nVOLUNTEER EXPERIENCE\nCoach, 2012 - 2020\n").YearsOfExperience);

    [Fact]
    public void StatedYearsCountWithoutDates() =>
        Assert.Equal(12, Read("Jean Petit\nMaçon\nPlus de 12 ans d'expérience dans le bâtiment.").YearsOfExperience);

    [Theory]
    [InlineData("DUPONT Marie\nmdupont@exemple.fr", "Marie", "Dupont")]
    [InlineData("Curriculum Vitae\n\nJean-Pierre DE LA FONTAINE\nComptable", "Jean-Pierre", "de la Fontaine")]
    [InlineData("Nom : MARTIN\nPrénom : Zoé", "Zoé", "Martin")]
    [InlineData("Nom et prénom : Durand Paul", "Paul", "Durand")]
    [InlineData("Ludwig van Dyke | Engineer | l@x.example", "Ludwig", "van Dyke")]
    [InlineData("CV - Sarah O'Brien, RN\nRegistered Nurse", "Sarah", "O'Brien")]
    [InlineData("J O H N   D O E\nEngineer", "John", "Doe")]
    [InlineData("Software Engineer\nLondon\nDr. Amara Okonkwo\namara.okonkwo@x.example", "Amara", "Okonkwo")]
    [InlineData("Nathalie\n\nGUERIN\n\nComptable", "Nathalie", "Guerin")]
    public void NamesAreFoundInManyLayouts(string text, string first, string last)
    {
        var profile = Read(text);
        Assert.Equal((first, last), (profile.FirstName, profile.LastName));
    }

    [Theory]
    [InlineData("jane.roe (at) mail (dot) example", "jane.roe@mail.example")]
    [InlineData("jane.roe [at] mail.example", "jane.roe@mail.example")]
    [InlineData("claire.dupont\n@juris.example", "claire.dupont@juris.example")]
    [InlineData("Mail: jane@mail.example.", "jane@mail.example")]
    public void EmailsAreReadHiddenOrWrapped(string text, string email) => Assert.Equal(email, Read("Jane Roe\n" + text).Contact.Email);

    [Theory]
    [InlineData("Tel. 06 12 34 56 78", "06 12 34 56 78")]
    [InlineData("Mobile:0033(0)612345678", "0033(0)612345678")]
    [InlineData("+1 (555) 123-4567 | NYC", "+1 (555) 123-4567")]
    [InlineData("Fax 01 11 11 11 11, tél. 01 22 22 22 22", "01 22 22 22 22")]
    [InlineData("2018 - 2020, 75011 Paris", null)]
    public void PhonesAreReadAndOtherNumbersNot(string text, string? phone) => Assert.Equal(phone, Read("Jane Roe\n" + text).Contact.Phone);

    [Theory]
    [InlineData("WORK EXPERIENCE (8+ years)", CvSectionKind.Experience)]
    [InlineData("## Compétences techniques", CvSectionKind.Skills)]
    [InlineData("Parcours académique :", CvSectionKind.Education)]
    [InlineData("E X P E R I E N C E", CvSectionKind.Experience)]
    [InlineData("Centres d'intérêt", CvSectionKind.Interests)]
    [InlineData("Licenses & Certifications", CvSectionKind.Certifications)]
    [InlineData("Education\n---------", CvSectionKind.Education)]
    public void HeadingsOfManyStylesStartSections(string heading, CvSectionKind kind) =>
        Assert.Equal(kind, Read($"Jane Roe\nEngineer\n\n{heading}\nSomething here\n").Sections[1].Kind);

    [Theory]
    [InlineData("Jane Roe\n\nEXPERIENCE\nNurse, Harbor Clinic\n2019 - 2021\n", "en")]
    [InlineData("Jane Roe\nStage Manager\n\nWORK EXPERIENCE\nStage Manager, Lakeside Theatre, 2019 - 2021\n", "en")]
    [InlineData("Jeanne Roux\n\nEXPERIENCE\nBoulangère chez Marchand depuis 2019\n", "fr")]
    [InlineData("Jeanne Roux\n\nFORMATION\nCAP Boulanger, Lycée Carnot, 2012\n", "fr")]
    public void WordsOfBothLanguagesDontTellTheLanguageOfAShortCv(string text, string language) => Assert.Equal(language, Read(text).Language);

    [Fact]
    public void AProgrammingLanguageLineIsNoSectionOfSpokenLanguages()
    {
        var profile = Read("Jane Roe\n\nSKILLS\nLanguages: Python, SQL\n\nLANGUAGES\nFrench (C1), English: native\n");
        Assert.Equal(["Python", "SQL"], profile.Skills);
        Assert.Equal([new SpokenLanguage("French", "C1"), new SpokenLanguage("English", "native")], profile.SpokenLanguages);
    }

    [Fact]
    public void UnknownSkillsOfAListAreTakenAndSentencesNot()
    {
        var profile = Read("Jane Roe\n\nSKILLS\nFrobnicator, Zed Studio (expert), Python\nI am always happy to learn new things in a good team.\n");
        Assert.Equal(["Frobnicator", "Zed Studio", "Python"], profile.Skills);
    }

    [Fact]
    public void AHostileTextIsReadWithinBounds()
    {
        foreach (var text in new[] { new string('a', 500_000), string.Concat(Enumerable.Repeat("C ", 200_000)), string.Concat(Enumerable.Repeat("2019-", 100_000)), new string('@', 300_000), new string(' ', 300_000), new string('\n', 300_000), string.Concat(Enumerable.Repeat("a@b.", 80_000)), string.Concat(Enumerable.Repeat("(+1) ", 80_000)) })
        {
            Assert.InRange(Read(text).YearsOfExperience, 0, 80);
            Assert.NotNull(new PostingReader().Read(text).Requirements);
        }
    }
}
