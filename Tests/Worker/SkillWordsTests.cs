using AspireStreaming.Worker.Pipelines;

namespace AspireStreaming.Tests.Worker;

public sealed class SkillWordsTests
{
    [Theory]
    [InlineData("Apache Kafka", "Improve our services with Python and Kafka", "Kafka")]
    [InlineData("Apache Airflow", "Airflow", "Airflow")]
    [InlineData("Python", "Experience with Python", "Python")]
    [InlineData("Payroll", "Gestion de la paie", "gestion de la paie")]
    public void ANameKeepsItsCapitalAndAWordAtTheBeginOfALineDoesNot(string skill, string text, string expected) =>
        Assert.StartsWith(expected, new SkillWords(text).Of(skill), StringComparison.Ordinal);
}
