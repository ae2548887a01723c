"""Rows and files in the layout of GeoNames' country dumps, made up for tests."""

from __future__ import annotations

import zipfile


def dump_row(number, name, latitude, longitude, *, feature="P.PPL", others=(), admin1="", admin2="", population=0):
    feature_class, code = feature.split(".")
    cells = [number, name, name, ",".join(others), latitude, longitude, feature_class, code, "IQ", ""]
    cells += [admin1, admin2, "", "", population, "", "", "Asia/Baghdad", "2024-01-01"]
    return "\t".join(map(str, cells))


SAMPLE_ROWS = (
    dump_row(94298, "Sallahiyah", 34.68963, 44.96057, others=("Kifri", "Zangabadi", "كفري")),
    dump_row(90026, "Taza Khurmato", 34.88925, 44.6234, others=("Tuz Khurmatu", "Tuz Churmatu", "تازة خورماتو")),
    dump_row(90199, "Tazah Khurmatu", 35.30236, 44.32637, others=("Tāzah Khūrmātū",)),
    dump_row(1001, "Zarbatul", 34.5, 45.1, others=("Zarbātūl", "زرباتول"), admin1="10", admin2="77"),
    dump_row(1002, "Zarbatul", 33.0, 46.0, admin1="13"),
    dump_row(1003, "Kanimaran", 35.5, 44.1, others=("Kani Maran", "كاني مران")),
    dump_row(1004, "Hawijah", 33.2, 44.4, others=("Hawija",)),
    dump_row(1005, "Diyala", 34.0, 45.0, feature="A.ADM1", admin1="10"),
    dump_row(1006, "Garmiana", 34.5, 45.2, feature="A.ADM2", admin1="10", admin2="77"),
    dump_row(1007, "Bani Wan", 35.0, 45.0, population=20_000),
    dump_row(1008, "Bani Wan", 35.005, 45.0),
    dump_row(1009, "Chay Sor", 35.4, 44.2, feature="H.STM"),
    dump_row(1010, "Chay Zard", 35.4, 44.3, feature="H.STM"),
    dump_row(1003, "Kanimaran again", 35.5, 44.1),
)


def write_dump(path, rows=SAMPLE_ROWS):
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def write_zip(path, rows=SAMPLE_ROWS, *, name="IQ.txt", readme=True):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, "".join(f"{row}\n" for row in rows))
        if readme:
            archive.writestr("readme.txt", "about the columns")
    return path
