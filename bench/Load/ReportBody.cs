using System.Globalization;
using System.Text;

namespace Streams.Bench.Load;

/// <summary>
/// The body of a request. It is built once; ids and numbers have a fixed width and are overwritten in place.
/// Not thread-safe: one caller owns it, and changes it only after the last request has been answered.
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

    /// <param name="numbers">The source of ids and numbers.</param>
    /// <param name="batch">Reports per request. One is posted as an object, more as an array.</param>
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

    /// <summary>The last segment of the address, below the stream.</summary>
    public string Endpoint => Batch > 1 ? "reports" : "progress";

    /// <summary>Writes new ids and numbers.</summary>
    public void NextRequest()
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
