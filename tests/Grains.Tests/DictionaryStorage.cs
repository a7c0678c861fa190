using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Orleans.Storage;

namespace Streams.Grains.Tests;

/// <summary>
/// Grain storage for one test. It stores JSON, as the product does. Orleans' own memory storage consists of grains, which a stopping silo cannot call.
/// </summary>
internal sealed class DictionaryStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<string, (int Version, string Json)> _states = new();

    /// <summary>The number of upcoming writes that fail.</summary>
    public int FailingWrites { get; set; }

    /// <summary>Runs before each write, with the name of the state; a test may wait in it or throw.</summary>
    public Func<string, Task>? BeforeWrite { get; set; }

    /// <summary>The number of writes that were started.</summary>
    public int Writes { get; private set; }

    /// <summary>Finds a state that any grain stored under a name; null if there is none.</summary>
    public T? Find<T>(string stateName)
        where T : class =>
        _states.FirstOrDefault(state => state.Key.StartsWith($"{stateName} ", StringComparison.Ordinal)) is { Key: not null } found
            ? JsonSerializer.Deserialize<T>(found.Value.Json)
            : null;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_states.TryGetValue(Key(stateName, grainId), out var stored))
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) =
                (JsonSerializer.Deserialize<T>(stored.Json)!, stored.Version.ToString(CultureInfo.InvariantCulture), true);
        }
        else
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
        }

        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Writes++;
        await Task.Yield();
        if (BeforeWrite is { } before)
            await before(stateName);
        if (FailingWrites > 0)
        {
            FailingWrites--;
            throw new IOException("The test makes this fail.");
        }

        var written = _states.AddOrUpdate(
            Key(stateName, grainId),
            _ => (1, JsonSerializer.Serialize(grainState.State)),
            (_, stored) => grainState.ETag == stored.Version.ToString(CultureInfo.InvariantCulture)
                ? (stored.Version + 1, JsonSerializer.Serialize(grainState.State))
                : throw new InconsistentStateException("Another writer was first.", stored.Version.ToString(CultureInfo.InvariantCulture), grainState.ETag));
        (grainState.ETag, grainState.RecordExists) = (written.Version.ToString(CultureInfo.InvariantCulture), true);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _states.TryRemove(Key(stateName, grainId), out _);
        (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
        return Task.CompletedTask;
    }

    private static string Key(string stateName, GrainId grainId) => $"{stateName} {grainId}";
}
