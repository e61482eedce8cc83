"""Today."""

from django.shortcuts import render

from ardoise.desk.frame.gate import needs


@needs("see")
def today(request):
    return render(request, "today/today.html")
