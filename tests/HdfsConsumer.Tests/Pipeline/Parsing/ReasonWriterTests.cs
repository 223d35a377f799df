using System.Text;
using HdfsConsumer.Pipeline.Parsing;

namespace HdfsConsumer.Tests.Pipeline.Parsing;

public sealed class ReasonWriterTests
{
    private readonly ReasonWriter _writer = new();

    [Theory]
    [InlineData("{}", """{"reason":"no value for a, b"}""")]
    [InlineData("{ }", """{ "reason":"no value for a, b"}""")]
    [InlineData("""{"x":1}""", """{"x":1,"reason":"no value for a, b"}""")]
    [InlineData("""{"x":{"y":"}"}}  """, """{"x":{"y":"}"},"reason":"no value for a, b"}""")]
    public void TheReasonIsTheLastMember(string line, string written) => Assert.Equal(written, Write(line, "reason", "a", "b"));

    [Fact]
    public void NamesAreEscaped() => Assert.Equal(
        """{"why \"not\"":"no value for é, \"\\, \n"}""", Write("{}", "why \"not\"", "é", "\"\\", "\n"));

    [Fact]
    public void NothingIsLeftOfTheLineBefore()
    {
        Write("""{"a":"a long line that is written first"}""", "reason", "a");
        Assert.Equal("""{"r":"no value for b"}""", Write("{}", "r", "b"));
    }

    private string Write(string line, string member, params string[] missing) => Encoding.UTF8.GetString(_writer.Write(Encoding.UTF8.GetBytes(line), member, missing));
}
