"""Every limit on what is read from outside, in one table; each name carries its unit."""

from __future__ import annotations

file_max_bytes = 256 * 1024 * 1024
csv_field_max_chars = 1_000_000
csv_rows_max = 5_000_000
xml_depth_max = 64
xml_elements_max = 20_000_000
xml_text_max_chars = 5_000_000
archive_members_max = 1_000
archive_member_max_bytes = 512 * 1024 * 1024
archive_total_max_bytes = 1024 * 1024 * 1024
archive_ratio_max = 200
sheet_cells_max = 5_000_000
sheet_rows_max = 1_048_576
sheet_columns_max = 16_384
child_memory_max_bytes = 1536 * 1024 * 1024
child_time_max_s = 60
child_answer_max_bytes = 128 * 1024 * 1024
