namespace Streams.Api.Http.Reports;

/// <summary>The limits of numbers in reports.</summary>
internal static class ReportLimits
{
    /// <summary>The greatest <c>completed</c>, <c>total</c> and count of a stage: far from where sums overflow or a browser loses digits.</summary>
    public const long MaxUnits = 1_000_000_000_000;

    /// <summary>The greatest number of stages in one report.</summary>
    public const int MaxStages = 50;

    /// <summary>The best score.</summary>
    public const double MaxScore = 5;
}
