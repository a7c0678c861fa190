using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Streams.Client;

/// <summary>One request to <c>GET …/events</c>, until it ends. One reader at a time.</summary>
internal sealed class EventConnection : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly string _address;
    private readonly Position? _after;
    private readonly TimeSpan _silenceLimit;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _end;
    private HttpResponseMessage? _response;
    private IdleTimeoutBody? _body;
    private IAsyncEnumerator<SseItem<StreamMessage>>? _messages;

    /// <param name="http">Has the server's address.</param>
    /// <param name="address">The address of the stream's events.</param>
    /// <param name="after">The position to continue after, or null to begin with a snapshot.</param>
    /// <param name="silenceLimit">How long the server may be silent.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="cancellation">Ends the connection.</param>
    public EventConnection(HttpClient http, string address, Position? after, TimeSpan silenceLimit, TimeProvider time, CancellationToken cancellation)
    {
        (_http, _address, _after, _silenceLimit, _time, _cancellation) = (http, address, after, silenceLimit, time, cancellation);
        _silence = new(silenceLimit, time);
        _end = CancellationTokenSource.CreateLinkedTokenSource(_silence.Token, cancellation);
    }

    /// <summary>Whether any part of the body has arrived.</summary>
    public bool HasReceived => _body is { HasReceived: true };

    /// <summary>Why the connection ended.</summary>
    public string Reason { get; private set; } = "The server ended the events.";

    /// <summary>How long the server asks to wait before the next connection.</summary>
    public TimeSpan RetryAfter { get; private set; }

    /// <summary>The next message, or null if the connection has ended and the caller should open another.</summary>
    /// <exception cref="StreamsException">The server refused the watch, or sent an event that this client cannot read.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async ValueTask<StreamMessage?> NextAsync()
    {
        try
        {
            if (_messages is null && !await OpenAsync().ConfigureAwait(false))
                return null;
            if (!await _messages!.MoveNextAsync().ConfigureAwait(false))
                return null;
            _body!.MessageRead();
            var item = _messages.Current;
            return Position.TryParse(item.EventId) is { } position
                ? item.Data with { Position = position }
                : throw new JsonException("The message has no position.");
        }
        catch (JsonException cause)
        {
            // Every new connection would receive the same event again.
            throw new StreamsException(
                Problems.Unreachable("The server sent an event that this client cannot read.", retryable: false), cause);
        }
        catch (Exception failure) when (failure is not StreamsException && !_cancellation.IsCancellationRequested)
        {
            Reason = _silence.IsCancellationRequested ? $"Nothing arrived for {_silenceLimit.TotalSeconds} s." : failure.Message;
            return null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException and not StreamsException)
        {
            // The caller cancelled, and the connection failed with another exception because of it.
            throw new OperationCanceledException("The watch was cancelled.", failure, _cancellation);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // First, because it ends a pending read if an exception leaves the enumeration.
        await _end.CancelAsync().ConfigureAwait(false);
        if (_messages is not null)
            await _messages.DisposeAsync().ConfigureAwait(false);
        if (_body is not null)
            await _body.DisposeAsync().ConfigureAwait(false);
        _response?.Dispose();
        _end.Dispose();
        _silence.Dispose();
    }

    private async Task<bool> OpenAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_address, UriKind.Relative));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (_after is not null)
            request.Headers.Add("Last-Event-ID", _after.ToString());
        _response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _end.Token).ConfigureAwait(false);
        if (!_response.IsSuccessStatusCode)
            return await RefusedAsync(_response).ConfigureAwait(false);
        if (_response.Content.Headers.ContentType?.MediaType is var type && type != "text/event-stream")
        {
            Reason = $"A proxy answered with '{type}'.";
            return false;
        }

        _body = new(await _response.Content.ReadAsStreamAsync(_end.Token).ConfigureAwait(false), _silence, _silenceLimit);
        _messages = SseParser.Create(_body, MessageReader.Read).EnumerateAsync(_end.Token).GetAsyncEnumerator(_end.Token);
        return true;
    }

    private async Task<bool> RefusedAsync(HttpResponseMessage response)
    {
        var problem = await ProblemReader.ReadAsync(response, _end.Token).ConfigureAwait(false);

        // Any other reply comes from a gateway, which may send any status while a server starts.
        if (!problem.Retryable && Problems.CodeOf(problem) != ProblemCodes.Unreachable)
            throw new StreamsException(problem);
        (Reason, RetryAfter) = (problem.Detail, Client.RetryAfter.Of(response, _time));
        return false;
    }
}
