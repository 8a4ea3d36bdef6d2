using System.ComponentModel.DataAnnotations;

namespace AspireStreaming.Worker.Ai.Answers;

/// <summary>The answer to <c>agent-router</c>.</summary>
public sealed record RouterAnswer(
    [property: StringLength(1000)] string Thought,
    [property: MinLength(1), MaxLength(4)] IReadOnlyList<AgentKind> Agents,
    [property: MaxLength(50)] IReadOnlyList<string> TargetIds);

/// <summary>The answer to <c>agent-epic</c>.</summary>
public sealed record EpicsAnswer([property: MaxLength(20)] IReadOnlyList<EpicAnswer> Epics);

public sealed record EpicAnswer(
    [property: StringLength(200)] string Title,
    [property: StringLength(2000)] string Description,
    [property: MaxLength(20)] IReadOnlyList<string> AcceptanceCriteria);

/// <summary>The answer to <c>agent-story</c>.</summary>
public sealed record StoriesAnswer([property: MaxLength(40)] IReadOnlyList<StoryAnswer> Stories);

public sealed record StoryAnswer(
    [property: StringLength(200)] string Title,
    [property: StringLength(2000)] string Description,
    [property: MaxLength(20)] IReadOnlyList<string> AcceptanceCriteria,
    [property: StringLength(100)] string? EpicId,
    [property: AllowedValues(1, 2, 3, 5, 8, 13)] int Points);

/// <summary>The answer to <c>agent-test-case</c>.</summary>
public sealed record TestCasesAnswer([property: MaxLength(40)] IReadOnlyList<TestCaseAnswer> TestCases);

public sealed record TestCaseAnswer(
    [property: StringLength(200)] string Title,
    [property: StringLength(100)] string? StoryId,
    [property: MaxLength(30)] IReadOnlyList<string> Steps,
    [property: StringLength(2000)] string Expected);
