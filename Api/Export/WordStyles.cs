using DocumentFormat.OpenXml.Wordprocessing;

namespace AspireStreaming.Api.Export;

/// <summary>The styles of a document. They have Word's own ids, so that its gallery and its navigation know them.</summary>
internal static class WordStyles
{
    public const string Bullet = "ListBullet";
    public const string Number = "ListNumber";

    private const int BulletList = 1;
    private const int NumberList = 2;

    /// <param name="level">1 to 6; Word's fourth and later headings look alike here.</param>
    public static string Heading(int level) => $"Heading{Math.Min(level, 3)}";

    public static Styles Make() => new(
        new DocDefaults(
            new RunPropertiesDefault(new RunPropertiesBaseStyle(new RunFonts { Ascii = "Calibri", HighAnsi = "Calibri" }, new FontSize { Val = "22" })),
            new ParagraphPropertiesDefault(new ParagraphPropertiesBaseStyle(new SpacingBetweenLines { After = "120", Line = "264", LineRule = LineSpacingRuleValues.Auto }))),
        new Style(new StyleName { Val = "Normal" }) { Type = StyleValues.Paragraph, StyleId = "Normal", Default = true },
        HeadingStyle(1, size: 32),
        HeadingStyle(2, size: 26),
        HeadingStyle(3, size: 23),
        ListStyle(Bullet, "List Bullet", BulletList),
        ListStyle(Number, "List Number", NumberList));

    public static Numbering MakeNumbering() => new(
        Abstract(BulletList, NumberFormatValues.Bullet, "•"),
        Abstract(NumberList, NumberFormatValues.Decimal, "%1."),
        new NumberingInstance(new AbstractNumId { Val = BulletList }) { NumberID = BulletList },
        new NumberingInstance(new AbstractNumId { Val = NumberList }) { NumberID = NumberList });

    /// <summary>A page with 2 cm around the text.</summary>
    public static SectionProperties MakePage(Paper paper) => new(
        new PageSize { Width = paper.Width, Height = paper.Height },
        new PageMargin { Top = 1134, Right = 1134, Bottom = 1134, Left = 1134, Header = 567, Footer = 567, Gutter = 0 });

    /// <param name="level">1 to 3.</param>
    /// <param name="size">In half points.</param>
    private static Style HeadingStyle(int level, int size) => new(
        new StyleName { Val = $"heading {level}" },
        new BasedOn { Val = "Normal" },
        new NextParagraphStyle { Val = "Normal" },
        new StyleParagraphProperties(new KeepNext(), new SpacingBetweenLines { Before = "240", After = "80" }, new OutlineLevel { Val = level - 1 }),
        new StyleRunProperties(new Bold(), new FontSize { Val = $"{size}" }))
    { Type = StyleValues.Paragraph, StyleId = Heading(level) };

    private static Style ListStyle(string id, string name, int list) => new(
        new StyleName { Val = name },
        new BasedOn { Val = "Normal" },
        new StyleParagraphProperties(
            new NumberingProperties(new NumberingId { Val = list }), new SpacingBetweenLines { After = "60" }, new Indentation { Left = "360", Hanging = "260" }))
    { Type = StyleValues.Paragraph, StyleId = id };

    private static AbstractNum Abstract(int id, NumberFormatValues format, string text) => new(
        new MultiLevelType { Val = MultiLevelValues.SingleLevel },
        new Level(new StartNumberingValue { Val = 1 }, new NumberingFormat { Val = format }, new LevelText { Val = text }, new LevelJustification { Val = LevelJustificationValues.Left })
        { LevelIndex = 0 })
    { AbstractNumberId = id };
}
