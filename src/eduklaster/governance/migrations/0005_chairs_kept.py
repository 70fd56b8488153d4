from django.db import migrations, models


def keep(apps, schema_editor):
    """Give every election of a chair its days, and every other chair the days of its holder.

    Which seats had waited for an act was not kept; a seat whose first holder came by an act had.
    """
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    seat_model = apps.get_model("governance", "Seat")
    holding_model = apps.get_model("governance", "SeatHolding")
    chairing_model = apps.get_model("governance", "Chairing")
    case_model = apps.get_model("procedures", "Case")
    begun = {}
    elections = case_model.objects.filter(kind="elect_chair", effective_on__isnull=False).order_by("effective_on", "pk")
    for case in elections:
        seat = seat_model.objects.filter(pk=case.payload.get("seat_id"), cluster_id=case.cluster_id).first()
        if seat is not None:
            begun.setdefault((case.cluster_id, seat.organ), []).append((case.effective_on, seat))
    for seat in seat_model.objects.filter(is_chair=True).exclude(state="abolished").order_by("pk"):
        days = begun.setdefault((seat.cluster_id, seat.organ), [])
        if not days or days[-1][1].pk != seat.pk:
            held = holding_model.objects.filter(seat=seat, valid_until__isnull=True).first()
            first = held.valid_from if held else seat.created_on
            days.append((max(first, days[-1][0]) if days else first, seat))
    for (cluster_id, organ), days in begun.items():
        for number, (day, seat) in enumerate(days):
            until = [days[number + 1][0]] if number + 1 < len(days) else []
            if seat.abolished_on:
                until.append(max(seat.abolished_on, day))
            chairing_model.objects.create(
                cluster_id=cluster_id,
                organ=organ,
                seat=seat,
                valid_from=day,
                valid_until=min(until, default=None),
            )
    for seat in seat_model.objects.all():
        first = holding_model.objects.filter(seat=seat).order_by("valid_from", "pk").first()
        if seat.state == "pending" or (first is not None and first.basis_act_id is not None):
            seat.needs_act = True
            seat.save(update_fields=["needs_act"])


def undo(apps, schema_editor):
    """Mark again the seats that preside now."""
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    chairings = apps.get_model("governance", "Chairing").objects.filter(valid_until__isnull=True)
    apps.get_model("governance", "Seat").objects.filter(pk__in=chairings.values("seat")).update(is_chair=True)


class Migration(migrations.Migration):
    dependencies = [("governance", "0004_chairs_by_day"), ("procedures", "0001_initial")]

    operations = [
        migrations.RunPython(keep, undo),
        migrations.RemoveField(model_name="seat", name="is_chair"),
    ]
