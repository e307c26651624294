data x;
