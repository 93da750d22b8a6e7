"""What is sent to each address of imports and exports that writes: who sends it, and what (tests/architecture)."""

from tests.crm.transfer.files import asked_for, begun

CASES = {
    "transfer:export-list": ("zhong", lambda _: ({}, {"what": "leads", "file_format": "csv", "query": "stage=new"})),
    "transfer:export-decide": ("manager", lambda scene: of(asked_for(scene.zhong.user), decision="allow")),
    "transfer:import": ("zhong", lambda scene: of(scene.job, number=2)),
    "transfer:import-cell": ("zhong", lambda scene: of(scene.job, number=2, column=0, to="李主任")),
    "transfer:import-choice": ("zhong", lambda scene: of(scene.job, number=3, choice="fill")),
    "transfer:import-start": ("zhong", lambda scene: of(scene.job)),
    "transfer:import-go-on": ("zhong", lambda scene: of(begun(scene.job, "failed"))),
    "transfer:import-take-back": ("zhong", lambda scene: of(begun(scene.job, "running"))),
    "api-import-start": ("zhong", lambda scene: of(scene.job)),
    "api-import-take-back": ("zhong", lambda scene: of(begun(scene.job, "running"))),
    "api-export-list": ("zhong", lambda _: ({}, {"what": "leads", "query": "stage=new"})),
}


def of(job, **body):
    """Arguments and body of a request about one import or export."""
    return {"pk": job.pk}, body
