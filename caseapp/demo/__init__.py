"""An office of invented people, to show and to try: made by the services, forms and models of the real one.

The same country, number of people, seed and day give the same people and stories. `pool` reads what it is made of,
`people` invents somebody, `stage` lets time pass, `cast` says who and what becomes of them, `casework`, `money` and
`care` are the stories, `crowd` adds everybody whose story is not told, `founding` the office itself.
"""

from caseapp.demo.making import Made, create_demo

__all__ = ["Made", "create_demo"]
