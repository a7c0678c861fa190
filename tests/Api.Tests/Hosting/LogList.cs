using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Streams.Api.Tests.Hosting;

/// <summary>Collects warnings and errors.</summary>
public sealed class LogList : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _entries = new();

    public IReadOnlyCollection<string> Entries => [.. _entries];

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            _entries.Enqueue($"{logLevel} {eventId.Name} {formatter(state, exception)} {exception?.Message}");
    }
}
