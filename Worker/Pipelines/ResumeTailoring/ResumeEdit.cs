using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>One change to whole lines of the résumé.</summary>
/// <param name="Section">Heading of the section as the résumé writes it, else its usual name.</param>
/// <param name="Before">The lines replaced, joined by line feeds; empty for <see cref="DiffOp.Add"/>. They occur in the original résumé.</param>
/// <param name="After">The new lines; empty for <see cref="DiffOp.Remove"/>.</param>
/// <param name="Summary">The change, in the language of the résumé.</param>
/// <param name="Reason">Why the edit helps for this posting.</param>
/// <param name="Line">Zero-based line of the edit, after all earlier edits of the plan are applied.</param>
public sealed record ResumeEdit(string Section, DiffOp Op, string Before, string After, string Summary, string Reason, int Line);

/// <summary>An action that only the person can take, because the résumé contains no fact for it.</summary>
/// <param name="Topic"><c>skill</c>, <c>experience</c>, <c>figures</c>, <c>wording</c> or <c>language</c>.</param>
public sealed record Advice(string Topic, string Message);

/// <param name="Edits">To be applied in this order; at most <see cref="EditPlanner.MaxEdits"/>.</param>
public sealed record EditPlan(IReadOnlyList<ResumeEdit> Edits, IReadOnlyList<Advice> Advice);
