using AspireStreaming.Streaming;
using AspireStreaming.Worker.Ai.Answers;
using AspireStreaming.Worker.Pipelines.AgentWorkflow;
using AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

namespace AspireStreaming.Tests.Worker.AgentWorkflow;

public sealed class BuiltinAgentTests
{
    [Theory]
    [InlineData("Crée une epic pour la gestion des paiements avec relances", "Epic,Story,TestCase")]
    [InlineData("Peux-tu créer une epic pour le suivi des livraisons ?", "Epic,Story,TestCase")]
    [InlineData("Crée uniquement une epic pour les abonnements", "Epic")]
    [InlineData("Ajoute la gestion des fournisseurs", "Epic,Story,TestCase")]
    [InlineData("We need appointment booking for patients", "Epic,Story,TestCase")]
    [InlineData("Create an epic for invoice management with reminders", "Epic,Story,TestCase")]
    [InlineData("Write user stories for login and password reset", "Story")]
    [InlineData("Écris des user stories pour la recherche de produits", "Story")]
    [InlineData("Découpe l'epic Paiements en user stories", "Story")]
    [InlineData("Split the epic Payments into stories", "Story")]
    [InlineData("Génère les cas de test de la story Envoyer les relances", "TestCase")]
    [InlineData("Generate test cases for the story Send reminders", "TestCase")]
    [InlineData("Create user stories and test cases for data export", "Story,TestCase")]
    [InlineData("En tant que comptable, je veux exporter les factures afin de gagner du temps.", "Story")]
    [InlineData("As a buyer, I want to compare offers so that I pay less.", "Story")]
    [InlineData("Combien d'epics contient le backlog ?", "Question")]
    [InlineData("Comment créer une epic ?", "Question")]
    [InlineData("Which stories have no test cases?", "Question")]
    [InlineData("What does the backlog say about refunds?", "Question")]
    [InlineData("Quel est le délai de relance", "Question")]
    [InlineData("Bonjour", "Question")]
    public async Task RequestsGoToTheAgentsThatTheyAskFor(string query, string agents)
    {
        var decision = await new BuiltinRouter().RouteAsync(Task(query), default);
        Assert.Equal(agents, string.Join(',', decision.Agents));
        Assert.NotEmpty(decision.Thought);
    }

    [Theory]
    [InlineData("Crée une epic pour la gestion des paiements avec relances", "fr")]
    [InlineData("Epic paiements", "fr")]
    [InlineData("Combien de stories ?", "fr")]
    [InlineData("Create an epic for payments", "en")]
    [InlineData("How many stories are there?", "en")]
    public void TheLanguageOfAShortRequestIsDetected(string query, string language) => Assert.Equal(language, RequestLanguage.Of(query));

    [Fact]
    public async Task AFrenchGoalBecomesAnEpicWithStoriesAndTests()
    {
        var (epics, stories, tests) = await RunAsync(
            "Crée une epic pour la gestion des paiements avec relances et remboursements. Une relance part 7 jours après l'échéance.");
        var epic = Assert.Single(epics);
        Assert.Equal("Gestion des paiements avec relances et remboursements", epic.Title);
        Assert.Contains("Une relance part 7 jours après l'échéance.", epic.AcceptanceCriteria);
        Assert.Contains("Le périmètre comprend les relances.", epic.AcceptanceCriteria);

        Assert.Equal(
            ["Enregistrer les paiements", "Consulter les paiements", "Modifier ou annuler les paiements", "Envoyer automatiquement les relances",
                "Paramétrer les relances (délais, modèles, destinataires)", "Traiter les remboursements en totalité ou en partie"],
            stories.Select(s => s.Title));
        Assert.All(stories, s =>
        {
            Assert.Matches("^En tant qu(e |')[^,]+, je veux .+ afin (de |d'|que ).+\\.$", s.Description);
            Assert.Equal(epic.Id, s.Parent);
            Assert.InRange(s.AcceptanceCriteria.Count, 2, 6);
            Assert.Contains(s.Points!.Value, new[] { 1, 2, 3, 5, 8, 13 });
        });
        Assert.Contains("Une relance part 7 jours après l'échéance.", stories[3].AcceptanceCriteria);

        Assert.Equal(stories.Sum(s => s.AcceptanceCriteria.Count), tests.Count);
        Assert.All(tests, t =>
        {
            Assert.Contains(t.Parent!.Value, stories.Select(s => s.Id));
            Assert.Equal(2, t.Steps!.Count);
            Assert.StartsWith("Étant donné ", t.Steps[0], StringComparison.Ordinal);
            Assert.StartsWith("Quand ", t.Steps[1], StringComparison.Ordinal);
            Assert.StartsWith("Alors ", t.Expected!, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task AnEnglishGoalBecomesAnEpicWithStoriesAndTests()
    {
        var (epics, stories, tests) = await RunAsync("Create an epic for invoice management by accountants, including reminders and CSV export of invoices");
        Assert.Equal("Invoice management by accountants with reminders and CSV export of invoices", Assert.Single(epics).Title);
        Assert.Equal(
            ["Record invoices", "View invoices", "Change or cancel invoices", "Send reminders automatically",
                "Configure reminders (delays, templates, recipients)", "Import and export invoices as a file"],
            stories.Select(s => s.Title));
        Assert.All(stories, s => Assert.Matches("^As an accountant, I want to .+ so that .+\\.$", s.Description));
        Assert.All(tests, t => Assert.Matches("(?s)^Given .+\nWhen .+\nThen .+$", t.Description));
        Assert.Contains(tests, t => t.Description.Contains("when the", StringComparison.OrdinalIgnoreCase) || t.Description.Contains("When the accountant", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Crée une epic pour un chatbot de support", "Utiliser le chatbot de support")]
    [InlineData("Create an epic for a loyalty programme", "Use loyalty programme")]
    [InlineData("Crée une epic pour la gestion de la paie", "Enregistrer la paie")]
    [InlineData("Crée une epic pour la gestion du stock avec l'inventaire tournant", "Enregistrer le stock")]
    [InlineData("Crée une epic pour le suivi des livraisons", "Suivre l'état des livraisons")]
    public async Task UnknownSubjectsHaveStories(string query, string story)
    {
        var (epics, stories, tests) = await RunAsync(query);
        Assert.Single(epics);
        Assert.Contains(story, stories.Select(s => s.Title));
        Assert.NotEmpty(tests);
    }

    [Fact]
    public async Task ASpelledStoryIsTakenWordForWord()
    {
        var (_, stories, _) = await RunAsync("En tant que comptable, je veux exporter les factures en CSV afin de gagner du temps. As a buyer, I want to compare offers so that I pay less.");
        Assert.Equal("En tant que comptable, je veux exporter les factures en CSV afin de gagner du temps.", stories[0].Description);
        Assert.Equal(2, stories.Count);
    }

    [Fact]
    public async Task BulletsAreFeatures()
    {
        var (epics, stories, _) = await RunAsync("Create an epic for a customer portal:\n- sign-in by SSO\n- search of orders\n* to pay an invoice later");
        Assert.Equal("Customer portal with sign-in by SSO and search of orders and to pay an invoice later", Assert.Single(epics).Title);
        Assert.Contains("Search orders by words and filters", stories.Select(s => s.Title));
        Assert.Contains("Pay an invoice later", stories.Select(s => s.Title));
    }

    [Fact]
    public async Task AnExistingEpicIsSplitAndNotWrittenAgain()
    {
        var (backlog, stories, _) = await RunAsync("Crée une epic pour la gestion des paiements");
        var epic = backlog.Single();
        var again = await RunAsync("Crée une epic pour la gestion des paiements", [epic, .. stories]);
        Assert.Empty(again.Epics);
        Assert.Empty(again.Stories);

        var split = await RunAsync("Découpe l'epic Gestion des paiements en user stories", [epic]);
        Assert.Empty(split.Epics);
        Assert.Equal(3, split.Stories.Count);
        Assert.All(split.Stories, s => Assert.Equal(epic.Id, s.Parent));

        var tests = await RunAsync("Génère les cas de test de la story Consulter les paiements", [epic, .. stories]);
        Assert.Equal(2, tests.Tests.Count);
        Assert.All(tests.Tests, t => Assert.Equal(stories.Single(s => s.Title == "Consulter les paiements").Id, t.Parent));
    }

    [Fact]
    public async Task TheContextSelectsTheStory()
    {
        var (backlog, stories, _) = await RunAsync("Create an epic for order tracking");
        var context = new ContextItem("story", stories[0].Id.ToString());
        var made = await RunAsync("Write test cases", [backlog[0], .. stories], [context]);
        Assert.All(made.Tests, t => Assert.Equal(stories[0].Id, t.Parent));
        Assert.NotEmpty(made.Tests);
    }

    [Theory]
    [InlineData("Combien d'epics contient le backlog ?", "1 epic")]
    [InlineData("Combien de user stories concernent les relances ?", "2 user stories")]
    [InlineData("How many items are in the backlog?", "1 epic, 5 user stories")]
    [InlineData("Quelles stories n'ont pas de tests ?", "Enregistrer les paiements")]
    [InlineData("Which epics have no stories?", "none")]
    [InlineData("Par quel moyen se font les virements ?", "carte ou par virement")]
    [InlineData("Qui gère les impôts ?", "Il manque : ")]
    public async Task QuestionsAreAnsweredFromBacklogAndContext(string query, string answer)
    {
        var (epics, stories, _) = await RunAsync("Crée une epic pour la gestion des paiements avec relances");
        var note = new ContextItem("note", "N-1") { More = new() { ["text"] = System.Text.Json.JsonSerializer.SerializeToElement("Rien ici. Les paiements se font par carte ou par virement.") } };
        var task = Task(query, [.. epics, .. stories], [note]);
        var draft = BuiltinAgent.Work(AgentKind.Question, task);
        Assert.Contains(answer, draft.Answer, StringComparison.Ordinal);
        Assert.Empty(draft.Items);
    }

    [Theory]
    [InlineData("Crée une epic pour ")]
    [InlineData("epic")]
    [InlineData("{x} {le} {role}")]
    [InlineData("Crée une epic pour {x} avec {role} et \u0001\u0002 \ud83d\ude00")]
    [InlineData("Create create create epic epic stories stories :::: ,,, - - -")]
    [InlineData("????")]
    public async Task OddRequestsAreNoError(string query)
    {
        var (epics, stories, tests) = await RunAsync(query);
        Assert.All(epics.Concat(stories).Concat(tests), i => Assert.False(string.IsNullOrWhiteSpace(i.Title), query));
    }

    [Fact]
    public async Task LongRequestsStayBoundedAndFast()
    {
        string query = "Crée une epic pour la gestion " + string.Join(" et ", Enumerable.Range(0, 2000).Select(i => $"des choses{i}")) + " avec " + new string('a', 3000);
        var (epics, stories, tests) = await RunAsync(query[..Math.Min(query.Length, 20_000)]);
        Assert.True(epics.Count + stories.Count + tests.Count <= 100);
        Assert.All(epics.Concat(stories).Concat(tests), i => Assert.InRange(i.Title.Length, 1, 200));
    }

    private static AgentTask Task(string query, IReadOnlyList<BacklogItem>? backlog = null, IReadOnlyList<ContextItem>? context = null) =>
        new(query, RequestLanguage.Of(query), context ?? [], backlog ?? [], [], []);

    private static async Task<(List<BacklogItem> Epics, List<BacklogItem> Stories, List<BacklogItem> Tests)> RunAsync(
        string query, IReadOnlyList<BacklogItem>? backlog = null, IReadOnlyList<ContextItem>? context = null)
    {
        var task = Task(query, backlog, context);
        var decision = await new BuiltinRouter().RouteAsync(task, default);
        var drafted = new List<BacklogItem>();
        foreach (var kind in decision.Agents)
        {
            var draft = BuiltinAgent.Work(
                kind, task with { Backlog = [.. task.Backlog, .. drafted], Drafted = [.. drafted], Targets = decision.Targets });
            drafted.AddRange(draft.Items.Select(i => new BacklogItem(
                Guid.NewGuid(), i.Type, i.Title, i.Description, i.Parent, "proposed", DateTimeOffset.UnixEpoch, "s", i.AcceptanceCriteria, i.Points, i.Steps, i.Expected)));
        }

        return (
            [.. drafted.Where(i => i.Type == BacklogItemType.Epic)],
            [.. drafted.Where(i => i.Type == BacklogItemType.Story)],
            [.. drafted.Where(i => i.Type == BacklogItemType.TestCase)]);
    }
}
