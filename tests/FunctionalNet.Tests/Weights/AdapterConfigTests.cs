using System.Text;
using System.Text.Json;
using Xunit;

namespace FunctionalNet.Tests.Weights;

/// <summary>A configuration of adapters is a value: what is written of it is read again, and it says all that it has.</summary>
public sealed class AdapterConfigTests
{
    // Its fields are those of peft.LoraConfig: https://huggingface.co/docs/peft/package_reference/lora.
    private const string Full = """
        {"peft_type":"LORA","task_type":"SEQ_CLS","r":8,"lora_alpha":16,"use_rslora":true,"target_modules":["k_proj","v_proj"],
        "exclude_modules":["q_proj"],"layers_to_transform":[0,1],"layers_pattern":["layers"],"rank_pattern":{"k_proj":4},
        "alpha_pattern":{"v_proj":2.5},"modules_to_save":["score"],"bias":"all","ensure_weight_tying":true,
        "base_model_name_or_path":"someone/base"}
        """;

    [Theory]
    [InlineData(Full)]
    [InlineData("""{"peft_type":"LORA"}""")]
    [InlineData("""{"peft_type":"LORA","r":3,"lora_alpha":0.1,"use_rslora":true,"target_modules":"a|b"}""")]
    [InlineData("""{"peft_type":"LORA","target_modules":"all-linear","exclude_modules":"h\\.0\\..*"}""")]
    [InlineData("""{"peft_type":"LORA","layers_to_transform":5}""")]
    public void What_is_written_is_read_as_the_same_value(string json)
    {
        var config = Read(json);
        var written = Encoding.UTF8.GetString(AdapterConfigJson.Write(config));
        Assert.Equal(config, Read(written));
        Assert.Equal(config.GetHashCode(), Read(written).GetHashCode());
    }

    [Fact]
    public void What_is_written_has_the_numbers_of_the_file()
    {
        using var json = JsonDocument.Parse(AdapterConfigJson.Write(Read(Full)));
        var root = json.RootElement;
        Assert.Equal("16", root.GetProperty("lora_alpha").GetRawText());
        Assert.True(root.GetProperty("use_rslora").GetBoolean());
        Assert.Equal("SEQ_CLS", root.GetProperty("task_type").GetString());
        Assert.Equal(
            [0, 1],
            root.GetProperty("layers_to_transform").EnumerateArray().Select(layer => layer.GetInt32())
        );
        Assert.Equal("layers", root.GetProperty("layers_pattern")[0].GetString());
        Assert.Equal("q_proj", root.GetProperty("exclude_modules")[0].GetString());
    }

    [Theory]
    [InlineData("\"r\":8", "\"r\":9")]
    [InlineData("16", "17")]
    [InlineData("\"use_rslora\":true", "\"use_rslora\":false")]
    [InlineData("\"k_proj\",", "")]
    [InlineData("[\"q_proj\"]", "[\"o_proj\"]")]
    [InlineData("[\"q_proj\"]", "\"q_proj\"")]
    [InlineData("[0,1]", "[0,2]")]
    [InlineData("[\"layers\"]", "[\"h\"]")]
    [InlineData("\"k_proj\":4", "\"k_proj\":5")]
    [InlineData("2.5", "2")]
    [InlineData("score", "head")]
    [InlineData("\"all\"", "\"none\"")]
    [InlineData("\"ensure_weight_tying\":true", "\"ensure_weight_tying\":false")]
    [InlineData("SEQ_CLS", "CAUSAL_LM")]
    [InlineData("someone/base", "someone/other")]
    public void Another_option_is_another_value_and_is_told(string option, string other)
    {
        var (one, two) = (Read(Full), Read(Full.Replace(option, other, StringComparison.Ordinal)));
        Assert.NotEqual(one, two);
        Assert.NotEqual($"{one}", $"{two}", StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"peft_type":"LORA","r":8,"lora_alpha":16,"use_rslora":true,"layers_to_transform":[0,1],"exclude_modules":["q_proj"]}""",
        "rank 8, alpha 16 over the root of the rank, all modules, layers 0, 1, without q_proj"
    )]
    [InlineData(
        Full,
        "rank 8, alpha 16 over the root of the rank, modules k_proj, v_proj of a classifier, layers 0, 1 of layers, without q_proj, "
            + "rank 4 of k_proj, alpha 2.5 of v_proj, whole score, all biases, tied weights stay tied, of someone/base"
    )]
    [InlineData(
        """{"peft_type":"LORA","target_modules":"all-linear","exclude_modules":"h\\.0\\..*"}""",
        @"rank 8, alpha 8, all linear modules, without those that match h\.0\..*"
    )]
    public void It_says_all_that_it_has(string json, string text) => Assert.Equal(text, $"{Read(json)}");

    // As in Python, where PEFT asks 'if self.use_rslora'.
    [Theory]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData("\"yes\"", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("0.0", false)]
    [InlineData("\"\"", false)]
    [InlineData("null", false)]
    public void Options_are_on_by_what_is_true_in_Python(string value, bool isOn)
    {
        Assert.Equal(isOn ? 16 : 8, Read($$"""{"peft_type":"LORA","r":4,"use_rslora":{{value}}}""").Alpha);
        Assert.Equal(isOn, Read($$"""{"peft_type":"LORA","ensure_weight_tying":{{value}}}""").IsTied);
        var dora = Record.Exception(() => Read($$"""{"peft_type":"LORA","use_dora":{{value}}}"""));
        Assert.Equal(isOn, dora is FormatException);
    }

    private static AdapterConfig Read(string text)
    {
        using var json = JsonDocument.Parse(text);
        return AdapterConfigJson.Read(json.RootElement);
    }
}
