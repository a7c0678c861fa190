using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Streams.Contract;

namespace Streams.Api.Http.Json;

/// <summary>The JSON of HTTP replies: <see cref="ContractJson"/> for the contract's shapes, <see cref="WireJson"/> for envelopes.</summary>
internal static class Wire
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static JsonTypeInfo<T> Info<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <summary>Configures options like <see cref="Options"/>; the API description uses them too.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;

        // The keys of items_by_stage are data.
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
