namespace Streams.Api.Http.Reports;

/// <summary>The limits of numbers in reports.</summary>
internal static class ReportLimits
{
    /// <summary>The maximum of <c>completed</c>, <c>total</c> and the count of a stage. Sums do not overflow, and a browser keeps every digit.</summary>
    public const long MaxUnits = 1_000_000_000_000;

    public const int MaxStages = 50;

    public const double MaxScore = 5;
}
