using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Worker.Ai;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.Optimization;

namespace AspireStreaming.Tests.Worker.Pipelines;

public sealed class ModelResumeOptimizerTests
{
    private const string Resume = "Ann Lee\nBackend Engineer\n\nExperience\nAcme, 2019 - 2023\n- Cut the costs of\n  hosting by 30%\n\nSkills: Python, Docker";

    [Fact]
    public async Task EditsThatInventFactsOrReplaceMissingTextAreDropped()
    {
        const string Answer = """
            {"edits":[
              {"op":"change","section":"Experience","before":"Cut the costs of hosting by 30%","after":"Cut hosting costs by 30% with Docker","summary":"Says how.","keywords":["Docker"]},
              {"op":"change","section":"Experience","before":"Cut the costs of hosting by 30%","after":"Cut hosting costs by 45%","summary":"Another figure.","keywords":[]},
              {"op":"change","section":"Skills","before":"Skills: Python, Docker","after":"Skills: Python, Docker, Kubernetes","summary":"Another skill.","keywords":[]},
              {"op":"change","section":"Summary","before":"Seasoned engineer","after":"Engineer","summary":"Not there.","keywords":[]},
              {"op":"remove","section":"Skills","before":"Skills: Python, Docker","after":"gone","summary":"Not a removal.","keywords":[]}
            ]}
            """;
        await using var host = await ModelHost.StartAsync(AiProvider.OpenAI, [ModelReply.Text(Answer)]);
        var today = new DateOnly(2026, 11, 20);
        var review = new ResumeReview(Resume, "Docker engineer", new CvReader().Read(Resume, today), new PostingReader().Read("Docker engineer"), today, 50);
        var suggestion = Assert.Single(await new ModelResumeOptimizer(host.Model).SuggestAsync(review, CancellationToken.None));
        Assert.Equal(
            new Suggestion("edit-1", "edit", "Experience", "Cut the costs of hosting by 30%", "Cut hosting costs by 30% with Docker", "Says how.", "Says how. (Docker)", DiffOp.Change),
            suggestion);
    }
}
