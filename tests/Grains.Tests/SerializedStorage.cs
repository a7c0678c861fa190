using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Serialization;
using Orleans.Storage;

namespace Streams.Grains.Tests;

/// <summary>Grain storage for Orleans' own states in Orleans' format, shared by all silos of a test, so that a silo's writes outlive it.</summary>
internal sealed class SerializedStorage(ConcurrentDictionary<string, (int Version, byte[] State)> states, Serializer serializer) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        (grainState.State, grainState.ETag, grainState.RecordExists) = states.TryGetValue($"{grainId}", out var stored)
            ? (serializer.Deserialize<T>(stored.State), Tag(stored.Version), true)
            : (Activator.CreateInstance<T>(), null!, false);
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var state = serializer.SerializeToArray(grainState.State);
        var written = states.AddOrUpdate($"{grainId}", _ => (1, state), (_, before) => grainState.ETag == Tag(before.Version)
            ? (before.Version + 1, state)
            : throw new InconsistentStateException("Another writer was first.", Tag(before.Version), grainState.ETag));
        (grainState.ETag, grainState.RecordExists) = (Tag(written.Version), true);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        states.TryRemove($"{grainId}", out _);
        (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
        return Task.CompletedTask;
    }

    private static string Tag(int version) => version.ToString(CultureInfo.InvariantCulture);
}
