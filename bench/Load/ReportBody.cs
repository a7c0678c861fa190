using System.Globalization;
using System.Text;

namespace Streams.Bench.Load;

/// <summary>
/// The body of a request, written once: only ids and numbers are changed afterwards, in place, which works because they keep their width.
/// Not thread-safe: one caller owns it, and fills it only when the last request has been answered.
/// </summary>
internal sealed class ReportBody
{
    private const int IdWidth = 16;
    private const int CompletedWidth = 9;
    private const long FirstCompleted = 100_000_000;
    private const long Total = 1_000_000_000;

    private readonly ReportNumbers _numbers;
    private readonly byte[] _json;
    private readonly (int Id, int Completed)[] _places;

    /// <param name="numbers">Where ids and numbers come from.</param>
    /// <param name="batch">How many reports a request has: one is posted as it is, more as an array.</param>
    public ReportBody(ReportNumbers numbers, int batch)
    {
        _numbers = numbers;
        _places = new (int, int)[batch];
        var text = new StringBuilder();
        for (var i = 0; i < batch; i++)
        {
            text.Append(i > 0 ? "," : batch > 1 ? """{"reports":[""" : "").Append($$"""{"report_id":"{{numbers.Prefix}}""");
            _places[i].Id = text.Length;
            text.Append('0', IdWidth).Append("\",\"kind\":\"progress\",\"completed\":");
            _places[i].Completed = text.Length;
            text.Append('0', CompletedWidth).Append(CultureInfo.InvariantCulture, $$""","total":{{Total}}}""");
        }

        _json = Encoding.ASCII.GetBytes(text.Append(batch > 1 ? "]}" : "").ToString());
        Content = LoadClient.Body(_json);
    }

    public int Batch => _places.Length;

    public HttpContent Content { get; }

    /// <summary>The address, within a stream, that takes it.</summary>
    public string Endpoint => Batch > 1 ? "reports" : "progress";

    /// <summary>Makes it a request that has not been sent.</summary>
    public void Renew()
    {
        var number = _numbers.Take(Batch);
        foreach (var (id, completed) in _places)
        {
            number.TryFormat(_json.AsSpan(id, IdWidth), out _, "x16", CultureInfo.InvariantCulture);
            (FirstCompleted + number).TryFormat(_json.AsSpan(completed, CompletedWidth), out _, default, CultureInfo.InvariantCulture);
            number++;
        }
    }
}
