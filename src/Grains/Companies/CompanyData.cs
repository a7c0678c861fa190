using System.Text.Json;
using System.Text.Json.Nodes;
using Streams.Contract;

namespace Streams.Grains.Companies;

/// <summary>
/// Converts between a company and the <c>data</c> of its item: <c>industry</c>, <c>location</c>, <c>founded</c>, <c>employee_count</c>, <c>website</c>,
/// <c>description</c>, <c>registry_number</c>.
/// </summary>
internal static class CompanyData
{
    // The limit of data is 8 KiB; the rest stays free for later additions (the reasons for a score).
    private const int MaxBytesWithDescription = 6 * 1024;
    private const int MaxBytes = 7 * 1024;
    private const int MaxListBytes = 2 * 1024;
    private const int MaxDescription = 2_000;

    /// <summary>The data of a new item: the fields that qualified the company, and where it was found.</summary>
    public static JsonText Discovered(Company company, string source) => JsonText.Parse(new JsonObject
    {
        ["industry"] = Array(company.Industries),
        ["location"] = Array(company.Locations),
        ["source"] = source,
        ["source_row"] = company.Row,
    }.ToJsonString());

    /// <summary>The source's fields that <paramref name="known"/> lacks, normalised; null if there are none.</summary>
    public static JsonText? Enriched(JsonText known, Company company)
    {
        using var document = known.ToDocument();
        var more = new JsonObject();
        Add("industry", company.Industries.Count > 0 ? Array(company.Industries) : null);
        Add("location", company.Locations.Count > 0 ? Array(company.Locations) : null);
        Add("founded", company.Founded);
        Add("employee_count", company.Employees);
        Add("website", company.Website is { } website ? Companies.Website.Normal(website) : null);
        Add("registry_number", company.RegistryNumber is { } number ? RegistryNumber.Normal(number) : null);
        Add("description", Cut(company.Description, MaxDescription));
        for (var text = company.Description; known.Length + Size(more) > MaxBytesWithDescription && more["description"] is not null;)
        {
            text = Cut(text, Math.Min(text!.Length, MaxDescription) / 2);
            more["description"] = text is { Length: > 20 } ? text : null;
            if (more["description"] is null)
                more.Remove("description");
        }

        return more.Count == 0 || known.Length + Size(more) > MaxBytes ? null : JsonText.Parse(more.ToJsonString());

        void Add(string name, JsonNode? value)
        {
            if (value is not null && !Has(document.RootElement, name))
                more[name] = value;
        }
    }

    /// <summary>Reads a company from an item's data. Ignores fields with an unexpected type: external agents may report anything.</summary>
    internal static Company ToCompany(Item item)
    {
        using var document = item.Data.ToDocument();
        var data = document.RootElement;
        return new Company
        {
            Row = 0,
            Name = item.Name,
            Industries = Strings(data, "industry"),
            Locations = Strings(data, "location"),
            Founded = Number(data, "founded"),
            Employees = Number(data, "employee_count"),
            Website = Strings(data, "website") is [var website, ..] ? website : null,
            Description = Strings(data, "description") is [var description, ..] ? description : null,
            RegistryNumber = Strings(data, "registry_number") is [var number, ..] ? number : null,
        };
    }

    /// <summary>The first values that fit. The size is that of the longest escaping: up to six bytes per UTF-16 code unit.</summary>
    private static JsonArray Array(IReadOnlyList<string> values)
    {
        var (array, size) = (new JsonArray(), 0);
        foreach (var value in values)
        {
            size += JsonEncodedText.Encode(value).EncodedUtf8Bytes.Length + "\"\",".Length;
            if (size > MaxListBytes)
                break;
            array.Add(JsonValue.Create(value));
        }

        return array;
    }

    private static int Size(JsonObject value) => JsonText.Parse(value.ToJsonString()).Length;

    private static string? Cut(string? text, int length) =>
        text is null || text.Length <= length ? text : text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)].TrimEnd();

    private static bool Has(JsonElement data, string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) && value.ValueKind switch
        {
            JsonValueKind.Null => false,
            JsonValueKind.Array => value.GetArrayLength() > 0,
            JsonValueKind.String => value.GetString() is { Length: > 0 },
            _ => true,
        };

    private static string[] Strings(JsonElement data, string name) =>
        data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(name, out var value) ? [] : value.ValueKind switch
        {
            JsonValueKind.String when value.GetString() is { Length: > 0 } text => [text],
            JsonValueKind.Array => [.. value.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.String).Select(entry => entry.GetString()!)],
            _ => [],
        };

    private static int? Number(JsonElement data, string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;
}
