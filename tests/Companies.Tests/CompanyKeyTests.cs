using Streams.Grains.Companies;

namespace Streams.Companies.Tests;

/// <summary>The identity of a company.</summary>
public class CompanyKeyTests
{
    [Fact]
    public void A_registry_number_takes_precedence_over_a_domain_and_a_domain_over_a_name()
    {
        Assert.Equal("reg:42", Key("Acme", "acme.example", "42"));
        Assert.Equal("web:acme.example", Key("Acme", "acme.example"));
        Assert.Equal("name:acme", Key("Acme"));
    }

    [Theory]
    [InlineData("0000320193", "320193")]
    [InlineData("320193", "320193")]
    [InlineData("320 193", "320193")]
    [InlineData("HRB 12345", "HRB12345")]
    [InlineData("sc-012345", "SC012345")]
    [InlineData("00FX01", "00FX01")]
    [InlineData("hwupkr0mpou8fgxbt394", "HWUPKR0MPOU8FGXBT394")]
    public void A_registry_number_is_its_letters_and_digits_without_leading_zeros(string number, string normal) =>
        Assert.Equal($"reg:{normal}", Key("Acme", "acme.example", number));

    [Theory]
    [InlineData("acme.example")]
    [InlineData("www.acme.example")]
    [InlineData("http://acme.example")]
    [InlineData("https://www.acme.example/")]
    [InlineData("HTTPS://WWW.Acme.Example/about?x=1#top")]
    [InlineData("  acme.example:8443/start ")]
    public void A_domain_does_not_depend_on_the_rest_of_the_address(string website) => Assert.Equal("web:acme.example", Key("Acme", website));

    [Theory]
    [InlineData("shop.acme.example", "web:shop.acme.example")]
    [InlineData("www2.acme.example", "web:www2.acme.example")]
    [InlineData("acme.co.uk", "web:acme.co.uk")]
    public void A_different_host_is_a_different_domain(string website, string key) => Assert.Equal(key, Key("Acme", website));

    [Theory]
    [InlineData("-")]
    [InlineData("none")]
    [InlineData("not given")]
    [InlineData("n.a.")]
    [InlineData("N/A")]
    [InlineData("ftp://acme.example")]
    [InlineData("192.168.0.1")]
    [InlineData("http://localhost")]
    [InlineData("https://")]
    public void An_invalid_address_has_no_domain(string website) => Assert.Equal("name:acme", Key("Acme", website));

    [Theory]
    [InlineData("-")]
    [InlineData("000")]
    [InlineData("N/A")]
    [InlineData("unknown")]
    public void An_invalid_registry_number_is_ignored(string number) => Assert.Equal("web:acme.example", Key("Acme", "acme.example", number));

    [Theory]
    [InlineData("Acme")]
    [InlineData("ACME Inc.")]
    [InlineData("Acme, Inc")]
    [InlineData("Acme Corporation")]
    [InlineData("Acme Co., Ltd.")]
    [InlineData("Acme GmbH & Co. KG")]
    [InlineData("Acme S.A.")]
    [InlineData("  acme\t\nplc ")]
    [InlineData("\"Acme\" (Limited)")]
    public void Legal_forms_and_punctuation_are_ignored(string name) => Assert.Equal("name:acme", CompanyKey.OfName(name));

    [Theory]
    [InlineData("A. O. Smith", "name:a o smith")]
    [InlineData("Smith & Sons", "name:smith sons")]
    [InlineData("McDonald's", "name:mcdonalds")]
    [InlineData("McDonald’s", "name:mcdonalds")]
    [InlineData("Yahoo!", "name:yahoo")]
    [InlineData("3M", "name:3m")]
    [InlineData("Limited Brands", "name:limited brands")]
    [InlineData("The Company", "name:the")]
    [InlineData("Company", "name:company")]
    [InlineData("Co. Ltd.", "name:co")]
    public void A_name_consists_of_its_words(string name, string key) => Assert.Equal(key, CompanyKey.OfName(name));

    [Theory]
    [InlineData("Café Société", "name:cafe societe")]
    [InlineData("CAFÉ SOCIÉTÉ", "name:cafe societe")]
    [InlineData("Cafe\u0301 Socie\u0301te\u0301", "name:cafe societe")]
    [InlineData("Škoda Łódź", "name:skoda łodz")]
    [InlineData("Göteborg Çelik Ġgantija", "name:goteborg celik ggantija")]
    [InlineData("Băncii Ștefan", "name:bancii stefan")]
    [InlineData("Đại Việt Ngữ", "name:đai viet ngu")]
    [InlineData("Ｓｏｎｙ　Ｃｏｒｐ．", "name:sony")]
    [InlineData("株式会社東京", "name:株式会社東京")]
    public void Accents_and_letter_width_are_ignored(string name, string key) => Assert.Equal(key, CompanyKey.OfName(name));

    [Fact]
    public void The_two_lower_case_sigmas_are_one_letter() => Assert.Equal(CompanyKey.OfName("ΑΛΦΑΣ"), CompanyKey.OfName("αλφας"));

    [Theory]
    [InlineData("!!!", "name:!!!")]
    [InlineData(" & ", "name:&")]
    [InlineData("😀", "name:😀")]
    public void A_name_without_letters_or_digits_is_used_as_it_is(string name, string key) => Assert.Equal(key, CompanyKey.OfName(name));

    [Fact]
    public void A_key_is_cut_at_200_characters_but_never_inside_a_surrogate_pair()
    {
        Assert.Equal("name:" + new string('x', 195), CompanyKey.OfName(new string('x', 500)));
        Assert.Equal("reg:X" + new string('1', 195), Key("Acme", number: "X" + new string('1', 500)));

        // Gothic letters are two chars each: after the prefix of five chars, 97 letters and half of another fit.
        var gothic = string.Concat(Enumerable.Repeat("𐌰", 200));
        Assert.Equal("name:" + gothic[..194], CompanyKey.OfName(gothic));
        Assert.Equal("name:x" + gothic[..194], CompanyKey.OfName("x" + gothic));
    }

    private static string Key(string name, string? website = null, string? number = null) =>
        CompanyKey.Of(new Company { Row = 1, Name = name, Website = website, RegistryNumber = number });
}
