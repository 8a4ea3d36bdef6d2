using AspireStreaming.Worker.Execution;
using AspireStreaming.Worker.Pipelines.CvMatching;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace Microsoft.Extensions.Hosting;

/// <summary>Parsing and matching CVs.</summary>
internal static class CvsRegistration
{
    public static void AddCvs(this IServiceCollection services)
    {
        services.AddIntelligence<ICvParser, BuiltInCvParser, ModelCvParser>();
        services.AddIntelligence<IOfferReader, BuiltInOfferReader, ModelOfferReader>();
        services.AddIntelligence<IMatchReranker, BuiltInReranker, ModelReranker>();
        services.AddSingleton<OfferBuilder>();
        services.AddSingleton<CandidateLoader>();
        services.AddSingleton<IPipeline, CvParsingPipeline>();
        services.AddSingleton<IPipeline, CvMatchingPipeline>();
    }
}
