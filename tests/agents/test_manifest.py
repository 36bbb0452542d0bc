"""An agent's folder either reads as a value or says what is wrong where."""

import pytest

from agents.manifest import ManifestError, read_agent

GOOD = "---\nname: scout\npurpose: Finds leads.\nskills: [scout.find]\n---\n# Scout\n"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "scout"
    made.mkdir()
    (made / "LOADOUT.md").write_text(GOOD)
    (made / "agent.config.json").write_text('{"temperature": 0.3}')
    return made


def test_a_folder_is_read_as_a_value(folder):
    agent = read_agent(folder)
    assert agent.manifest.skills == ("scout.find",)
    assert (agent.config.temperature, agent.text) == (0.3, "# Scout")


@pytest.mark.parametrize(
    ("file", "content", "complaint"),
    [
        ("LOADOUT.md", "# Scout\n", "between two lines of ---"),
        ("LOADOUT.md", GOOD.replace("name: scout", "name: other"), "the folder is 'scout'"),
        ("LOADOUT.md", GOOD.replace("skills: [scout.find]\n", ""), "skills: Field required"),
        ("LOADOUT.md", GOOD.replace("purpose:", "porpoise:"), "purpose: Field required"),
        ("LOADOUT.md", "---\nname: [\n---\n", "LOADOUT.md"),
        ("agent.config.json", "{", "agent.config.json"),
        ("agent.config.json", '{"temperature": 9}', "temperature"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(folder, file, content, complaint):
    (folder / file).write_text(content)
    with pytest.raises(ManifestError, match=complaint.replace("[", r"\[")):
        read_agent(folder)
