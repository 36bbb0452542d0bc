import time,pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from crm.organizations import set_up_organization
from crm.scoring import score_contacts
@pytest.mark.django_db
def test_one(acme,dana):
    set_up_organization(acme)
    with CaptureQueriesContext(connection) as q: score_contacts(acme,[dana.pk],cause="x",actor="s")
    for x in q: print(x["sql"][:110])
    t=time.perf_counter()
    for _ in range(100): score_contacts(acme,[dana.pk],cause="x",actor="s")
    print("ms each",(time.perf_counter()-t)*10)
    import cProfile,pstats
    p=cProfile.Profile(); p.enable()
    for _ in range(100): score_contacts(acme,[dana.pk],cause="x",actor="s")
    p.disable(); pstats.Stats(p).sort_stats("cumtime").print_stats(30)
