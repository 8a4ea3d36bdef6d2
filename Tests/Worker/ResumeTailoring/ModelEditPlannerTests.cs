using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Worker.Ai;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.Optimization;
using AspireStreaming.Worker.Pipelines.ResumeTailoring;

namespace AspireStreaming.Tests.Worker.ResumeTailoring;

public sealed class ModelEditPlannerTests
{
    private const string Resume = "Ann Lee\nBackend Engineer\n\nExperience\nAcme, 2019 - 2023\n- Cut the costs of\n  hosting by 30%\n- Wrote docs\n\nSkills\nPython, Docker";

    [Theory]
    [InlineData(AiProvider.OpenAI)]
    [InlineData(AiProvider.Anthropic)]
    public async Task EditsOfAModelCoverWholeLinesAndAllApply(AiProvider provider)
    {
        const string Answer = """
            {"edits":[
              {"op":"change","section":"Skills","before":"Python, Docker","after":"Docker, Python","summary":"Order.","keywords":["Docker"]},
              {"op":"change","section":"Experience","before":"Cut the costs of hosting by 30%","after":"Cut hosting costs by 30% with Docker","summary":"Says how.","keywords":["Docker"]},
              {"op":"change","section":"Experience","before":"hosting by 30%","after":"hosting","summary":"The same lines again.","keywords":[]},
              {"op":"remove","section":"Experience","before":"Wrote docs","after":"","summary":"Adds nothing.","keywords":[]},
              {"op":"add","section":"Experience","before":"","after":"- Used Docker at Acme","summary":"Names it.","keywords":["Docker"]},
              {"op":"change","section":"Skills","before":"Python, Docker","after":"Python, Kubernetes","summary":"Invents.","keywords":[]}
            ]}
            """;
        await using var host = await ModelHost.StartAsync(provider, [ModelReply.Text(Answer)]);
        var today = new DateOnly(2026, 11, 20);
        var cv = new CvReader().Read(Resume, today);
        var posting = new PostingReader().Read("Docker engineer");
        var analysis = new Analysis(Resume, "Docker engineer", today, cv, posting, FitScorer.Score(cv, posting));

        var plan = await new ModelEditPlanner(new ModelResumeOptimizer(host.Model)).PlanAsync(analysis, CancellationToken.None);
        var tailored = ResumeWriter.Write(Resume, cv, plan.Edits);

        Assert.Empty(tailored.Skipped);
        Assert.Equal([DiffOp.Change, DiffOp.Remove, DiffOp.Add, DiffOp.Change], plan.Edits.Select(e => e.Op));
        Assert.Equal(
            "Ann Lee\nBackend Engineer\n\nExperience\nAcme, 2019 - 2023\n- Cut hosting costs by 30% with Docker\n- Used Docker at Acme\n\nSkills\nDocker, Python",
            tailored.Text);
    }
}
