using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Streams.Contract;

namespace Streams.Api.Http.Json;

/// <summary>How everything is written over HTTP: the contract's own shapes by <see cref="ContractJson"/>, envelopes by <see cref="WireJson"/>.</summary>
public static class Wire
{
    /// <summary>The options that everything is written with over HTTP.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>How a shape is written.</summary>
    public static JsonTypeInfo<T> Info<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <summary>Sets options up as <see cref="Options"/> are, so that the API's description is made of the same.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;

        // The names of items_by_stage are data.
        options.DictionaryKeyPolicy = null;
        foreach (var converter in ContractJson.Default.Options.Converters)
            options.Converters.Add(converter);
        options.TypeInfoResolverChain.Insert(0, ContractJson.Default);
        options.TypeInfoResolverChain.Insert(1, WireJson.Default);
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        options.MakeReadOnly();
        return options;
    }
}
